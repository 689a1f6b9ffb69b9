import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { filePaths } from '../clients/engine.ts'
import { pool, batchesOfTen } from '../clients/pool.ts'
import { openSdk } from '../clients/sdk.ts'

/**
 * Submits with the SDK at its fastest: parallel puts, messages in batches of ten, and no records of any step.
 */
export async function open(input: ContenderInput): Promise<Contender> {
  const { s3, sqs, bucket, queueUrl, close } = await openSdk(input)
  const paths = await filePaths(input)
  return {
    async run() {
      const bodies: string[] = []
      await pool(paths, input.parallel, async (path, index) => {
        const name = basename(path)
        const Key = randomUUID()
        const Body = await readFile(path)
        const Metadata = { name, filename: name }
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, Metadata }))
        bodies[index] = JSON.stringify({ ...Metadata, bucket, key: Key })
      })
      await pool(batchesOfTen(bodies), input.parallel, async (batch) => {
        const Entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      })
    },
    close: () => Promise.resolve(close()),
  }
}
