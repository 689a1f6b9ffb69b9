import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { BareHttp } from '../clients/bare-http.ts'
import { filePaths } from '../clients/engine.ts'
import { pool, batchesOfTen } from '../clients/pool.ts'

/** Sends the same requests with bare `node:http`. Node cannot send them with less work. */
export async function open(input: ContenderInput): Promise<Contender> {
  const http = new BareHttp()
  const paths = await filePaths(input)
  const bucket = `remotejobs-in-${input.queue}`
  const QueueUrl = `${input.sqsEndpoint}/000000000000/${input.queue}-pending`
  return {
    async run() {
      const bodies: string[] = []
      await pool(paths, input.parallel, async (path, index) => {
        const name = basename(path)
        const key = randomUUID()
        const body = await readFile(path)
        const metadata = { 'x-amz-meta-name': name, 'x-amz-meta-filename': name }
        const headers = { ...metadata, 'content-length': String(body.length) }
        await http.send('PUT', `${input.s3Endpoint}/${bucket}/${key}`, headers, body)
        bodies[index] = JSON.stringify({ name, filename: name, bucket, key })
      })
      await pool(batchesOfTen(bodies), input.parallel, async (batch) => {
        const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        const body = Buffer.from(JSON.stringify({ QueueUrl, Entries }))
        const headers = {
          'x-amz-target': 'AmazonSQS.SendMessageBatch',
          'content-type': 'application/x-amz-json-1.0',
          'content-length': String(body.length),
        }
        await http.send('POST', `${input.sqsEndpoint}/`, headers, body)
      })
    },
    close: () => http.close(),
  }
}
