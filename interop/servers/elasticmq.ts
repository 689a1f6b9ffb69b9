import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startLocal } from '../local.ts'
import { freePort, ServerProcess } from '../server-process.ts'
import type { OtherServer } from './other-server.ts'

/** Starts ElasticMQ, an SQS server in Scala. It has no S3, so the objects are in Local. */
export async function startElasticMq({ classes }: { readonly classes: string }): Promise<OtherServer> {
  const folder = await mkdtemp(join(tmpdir(), 'interop-elasticmq-'))
  const port = await freePort()
  const sqsEndpoint = `http://127.0.0.1:${port}`
  const file = join(folder, 'elasticmq.conf')
  await writeFile(file, configuration(port))
  const args = [`-Dconfig.file=${file}`, '-cp', classes, 'org.elasticmq.server.Main']
  const local = await startLocal()
  try {
    const server = await ServerProcess.start('java', args, sqsEndpoint)
    return {
      s3Endpoint: local.endpoint,
      sqsEndpoint,
      keys: local.keys,
      [Symbol.asyncDispose]: async () => {
        await server[Symbol.asyncDispose]()
        await local[Symbol.asyncDispose]()
        await rm(folder, { recursive: true, force: true })
      },
    }
  } catch (error) {
    await local[Symbol.asyncDispose]()
    throw error
  }
}

function configuration(port: number): string {
  return `
include classpath("application.conf")
node-address { protocol = http, host = "127.0.0.1", port = ${port}, context-path = "" }
rest-sqs { enabled = true, bind-port = ${port}, bind-hostname = "127.0.0.1", sqs-limits = strict }
rest-stats { enabled = false }
aws { region = "us-west-1", accountId = "000000000000" }
`
}
