import { setTimeout as delay } from 'node:timers/promises'
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { LocalAccess } from './local-access.ts'

/** Decides how a worker handles a job. */
export interface WorkPlan {
  /** How long it works, in milliseconds. */
  readonly takesMs: number
  /**
   * The results to store, by name. For `null` the worker fails, and the message becomes visible again at
   * once.
   */
  readonly results: Readonly<Record<string, string>> | null
}

/** A worker's queue and server. */
export interface WorkerOptions extends LocalAccess {
  readonly queue: string
  /** Decides how to handle a job with this file name. */
  readonly plan: (name: string, number: number) => WorkPlan
}

/**
 * Runs a worker as another program would, with only the AWS SDK: it receives jobs, stores results under `<job
 * id>-<name>`, sends them to `completed` and deletes the message. Runs until the signal fires.
 */
export async function work(options: WorkerOptions, signal: AbortSignal): Promise<void> {
  const { endpoint, keys: credentials, queue, plan } = options
  const shared = { endpoint, region: 'us-west-1', credentials }
  const s3 = new S3Client({ ...shared, forcePathStyle: true })
  const sqs = new SQSClient(shared)
  const urlOf = async (status: string): Promise<string> =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: `${queue}-${status}` }))).QueueUrl ?? ''
  const [pending, completed] = await Promise.all([urlOf('pending'), urlOf('completed')])
  let number = 0
  while (!signal.aborted) {
    const { Messages = [] } = await sqs
      .send(new ReceiveMessageCommand({ QueueUrl: pending, WaitTimeSeconds: 2, MaxNumberOfMessages: 1 }), {
        abortSignal: signal,
      })
      .catch(() => ({ Messages: [] }))
    for (const { Body = '', MessageId = '', ReceiptHandle = '' } of Messages) {
      const message = JSON.parse(Body) as Record<string, string>
      const { bucket = '', key = '' } = message
      const input = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      await input.Body?.transformToByteArray()
      const { takesMs, results } = plan(message['filename'] ?? message['name'] ?? key, number)
      number += 1
      await delay(takesMs, undefined, { signal }).catch(() => undefined)
      if (results === null) {
        await sqs.send(
          new ChangeMessageVisibilityCommand({ QueueUrl: pending, ReceiptHandle, VisibilityTimeout: 0 }),
        )
        continue
      }
      const out = bucket.replace('remotejobs-in-', 'remotejobs-out-')
      for (const [name, text] of Object.entries(results)) {
        const resultKey = `${MessageId}-${name}`
        await s3.send(new PutObjectCommand({ Bucket: out, Key: resultKey, Body: text }))
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: completed,
            MessageBody: JSON.stringify({ bucket: out, key: resultKey, job: MessageId, filename: name }),
          }),
        )
      }
      await sqs.send(new DeleteMessageCommand({ QueueUrl: pending, ReceiptHandle }))
    }
  }
}
