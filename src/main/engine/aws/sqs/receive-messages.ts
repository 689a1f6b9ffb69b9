import { hash } from 'node:crypto'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { sqsChunks } from '../transport/count-requests.ts'
import type { EngineClients } from '../transport/clients.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { leanQueueCall } from './sqs-fast-call.ts'

/** What is asked of ReceiveMessage. */
export type Receive = {
  readonly QueueUrl: string
  readonly MaxNumberOfMessages: number
  readonly WaitTimeSeconds: number
  readonly VisibilityTimeout: number
}

const attributes = ['ApproximateReceiveCount', 'SentTimestamp', 'ApproximateFirstReceiveTimestamp'] as const

const receivedMessages = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string(),
        Attributes: z.record(z.string(), z.string()).optional(),
      }),
    )
    .nullish(),
})

/** A message as the server told it. */
export type MessageFacts = {
  readonly MessageId?: string | undefined
  readonly ReceiptHandle?: string | undefined
  readonly Body?: string | undefined
  readonly Attributes?: Readonly<Partial<Record<string, string>>> | undefined
}

/** One ReceiveMessage. Rejects as the SDK does. @throws EngineError `CHECKSUM_MISMATCH`. */
export async function receiveMessages(
  { pollSqs, lean, counter }: EngineClients,
  receive: Receive,
  signal: AbortSignal | undefined,
): Promise<readonly MessageFacts[]> {
  const input = { ...receive, MessageSystemAttributeNames: [...attributes] }
  const waitMs = receive.WaitTimeSeconds * 1_000
  const answer =
    lean && (await leanQueueCall(lean.polls, 'ReceiveMessage', input, receivedMessages, { signal, waitMs }))
  if (!answer) {
    const command = new ReceiveMessageCommand(input)
    return (await pollSqs.send(command, signal ? { abortSignal: signal } : {})).Messages ?? []
  }
  const messages = answer.Messages ?? []
  for (const { Body, MD5OfBody } of messages) {
    if (hash('md5', Body) !== MD5OfBody) throw new EngineError('CHECKSUM_MISMATCH')
  }
  // The first 64 KiB were counted with the request.
  const chunks = sqsChunks(messages.reduce((sum, { Body }) => sum + Buffer.byteLength(Body), 0))
  if (chunks > 1) counter.count('sqs', chunks - 1)
  return messages
}
