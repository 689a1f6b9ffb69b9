import { freePort, ServerProcess } from '../server-process.ts'
import type { OtherServer } from './other-server.ts'

/** Starts moto, an S3 and SQS server in Python. */
export async function startMoto({ python }: { readonly python: string }): Promise<OtherServer> {
  const port = await freePort()
  const endpoint = `http://127.0.0.1:${port}`
  const args = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
  const server = await ServerProcess.start(python, args, `${endpoint}/moto-api/`)
  return {
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
    keys: { accessKeyId: 'AKIAINTEROPINTEROP00', secretAccessKey: 'interop' },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
