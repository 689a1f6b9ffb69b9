import { hash } from 'node:crypto'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { sqsChunks } from './count-requests.ts'
import type { EngineClients } from './clients.ts'
import { EngineError } from './errors.ts'
import { leanQueueCall } from './lean-queue-call.ts'

/** What is asked of ReceiveMessage. */
export type Receive = {
  readonly QueueUrl: string
  readonly MaxNumberOfMessages: number
  readonly WaitTimeSeconds: number
  readonly VisibilityTimeout: number
}

const attributes = ['ApproximateReceiveCount', 'SentTimestamp', 'ApproximateFirstReceiveTimestamp'] as const

const optionalText = z.string().optional().catch(undefined)

// A message that lacks something must not fail the others, which are in flight by now.
const receivedMessages = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: optionalText,
        ReceiptHandle: optionalText,
        Body: optionalText,
        MD5OfBody: optionalText,
        Attributes: z.record(z.string(), z.string()).optional().catch(undefined),
      }),
    )
    .nullish(),
})

/** A message as the server told it. */
export type MessageFacts = {
  readonly MessageId?: string | undefined
  readonly ReceiptHandle?: string | undefined
  readonly Body?: string | undefined
  readonly MD5OfBody?: string | undefined
  readonly Attributes?: Readonly<Partial<Record<string, string>>> | undefined
}

/**
 * One ReceiveMessage. Leaves out messages that were damaged on their way: they come again when their lease ends.
 * Rejects as the SDK does. @throws EngineError `CHECKSUM_MISMATCH` where all were damaged.
 */
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
    const received = await pollSqs.send(command, signal ? { abortSignal: signal } : {})
    return undamaged(received.Messages ?? [])
  }
  const messages = answer.Messages ?? []
  // The first 64 KiB were counted with the request.
  const chunks = sqsChunks(messages.reduce((sum, { Body }) => sum + Buffer.byteLength(Body ?? ''), 0))
  if (chunks > 1) counter.count('sqs', chunks - 1)
  return undamaged(messages)
}

function undamaged(messages: readonly MessageFacts[]): readonly MessageFacts[] {
  const found = messages.filter(
    ({ Body = '', MD5OfBody }) => MD5OfBody === undefined || hash('md5', Body) === MD5OfBody,
  )
  if (found.length === 0 && messages.length > 0) throw new EngineError('CHECKSUM_MISMATCH')
  return found
}
