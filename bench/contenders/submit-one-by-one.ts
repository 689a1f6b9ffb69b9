import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { SendMessageCommand } from '@aws-sdk/client-sqs'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { filePaths } from '../clients/engine.ts'
import { openSdk } from '../clients/sdk.ts'

/** Submits like the npm package remotejob: put, head and send for each job, one job after another. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { s3, sqs, bucket, queueUrl, close } = await openSdk(input)
  const paths = await filePaths(input)
  return {
    async run() {
      for (const path of paths) {
        const name = basename(path)
        const object = { Bucket: bucket, Key: randomUUID() }
        const Body = await readFile(path)
        await s3.send(new PutObjectCommand({ ...object, Body, Metadata: { name, filename: name } }))
        const { Metadata } = await s3.send(new HeadObjectCommand(object))
        const MessageBody = JSON.stringify({ ...Metadata, bucket, key: object.Key })
        await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }))
      }
    },
    close: () => Promise.resolve(close()),
  }
}
