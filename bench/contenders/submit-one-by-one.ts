import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Side, SideInput } from '../runner/contender.ts'
import { filePaths } from '../clients/engine.ts'
import { openSdk } from '../clients/sdk.ts'

/** What the npm package remotejob does for each job, one after the other: put, head, send. */
export async function open(input: SideInput): Promise<Side> {
  const { s3, sqs, bucket, queueUrl, close } = await openSdk(input)
  const paths = await filePaths(input)
  return {
    async run() {
      for (const path of paths) {
        const name = basename(path)
        const at = { Bucket: bucket, Key: randomUUID() }
        const Body = await readFile(path)
        await s3.send(new PutObjectCommand({ ...at, Body, Metadata: { name, filename: name } }))
        const { Metadata } = await s3.send(new HeadObjectCommand(at))
        const MessageBody = JSON.stringify({ ...Metadata, bucket, key: at.Key })
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
      }
    },
    close: () => Promise.resolve(close()),
  }
}
