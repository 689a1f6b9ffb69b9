import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { Side, SideInput } from '../runner/contender.ts'
import { filePaths } from '../clients/engine.ts'
import { pool, tens } from '../clients/pool.ts'
import { openSdk } from '../clients/sdk.ts'

/** The SDK driven as fast as it goes: puts in parallel, messages by ten, and no note of anything. */
export async function open(input: SideInput): Promise<Side> {
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
      await pool(tens(bodies), input.parallel, async (ten) => {
        const Entries = ten.map((MessageBody, index) => ({ Id: String(index), MessageBody }))
        await sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      })
    },
    close: () => Promise.resolve(close()),
  }
}
