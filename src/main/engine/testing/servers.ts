import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFauxqs, type FauxqsServer } from 'fauxqs'
import { createClients, type ClientOptions, type EngineClients } from '../aws/transport/clients.ts'

/** Real S3 and SQS servers on 127.0.0.1, and clients for them. */
export type TestServers = {
  readonly s3Endpoint: string
  readonly sqsEndpoint: string
  readonly sqs: FauxqsServer
  /** A folder for the test, removed by `stop()`. */
  readonly folder: string
  /** Creates clients for these servers. `stop()` closes them. */
  clients(options?: Partial<ClientOptions>): EngineClients
  stop(): Promise<void>
}

/** The keys that s3rver accepts. */
export const testKeys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }

export const testRegion = 'us-west-1'

/** Default options for the clients. */
export const clientDefaults: { fastPath: boolean } = { fastPath: true }

/** Starts s3rver, which verifies signatures, and fauxqs, each on a free port. */
export async function startServers(): Promise<TestServers> {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-engine-'))
  const s3 = await listen(s3Listener(join(folder, 's3')))
  const s3Endpoint = `http://127.0.0.1:${(s3.address() as AddressInfo).port}`
  const sqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false })
  const sqsEndpoint = `http://127.0.0.1:${sqs.port}`
  const made: EngineClients[] = []
  return {
    s3Endpoint,
    sqsEndpoint,
    sqs,
    folder,
    clients(options = {}) {
      const clients = createClients({
        region: testRegion,
        credentials: testKeys,
        s3Endpoint,
        sqsEndpoint,
        ...clientDefaults,
        ...options,
      })
      made.push(clients)
      return clients
    },
    async stop() {
      for (const clients of made) clients.close()
      await close(s3)
      await sqs.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Listens on a free port of 127.0.0.1. */
export async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

/** Closes a server and its connections. */
export async function close(server: Server): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve)
    server.closeAllConnections()
  })
}

type S3rver = new (options: { directory: string; silent: boolean; vhostBuckets: boolean }) => {
  callback(): RequestListener
}
type Signature = { getStringToSign(canonical: { uri: string }, request: unknown): string }

const require = createRequire(import.meta.url)
const requestedPath = new AsyncLocalStorage<string>()

function s3Listener(directory: string): RequestListener {
  const S3rver = require('@20minutes/s3rver') as S3rver
  repairSignatures(require('@20minutes/s3rver/lib/signature/v4.js') as Signature & { repaired?: true })
  const handle = new S3rver({ directory, silent: true, vhostBuckets: false }).callback()
  return (request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    requestedPath.run(path, () => {
      handle(request, response)
    })
  }
}

/** s3rver signs `/bucket` if the SDK requests `/bucket/`, and would reject every call on a bucket. */
function repairSignatures(signature: Signature & { repaired?: true }): void {
  if (signature.repaired) return
  signature.repaired = true
  const original = signature.getStringToSign
  signature.getStringToSign = (canonical, request) => {
    const path = requestedPath.getStore()
    return original(path === `${canonical.uri}/` ? { ...canonical, uri: path } : canonical, request)
  }
}
