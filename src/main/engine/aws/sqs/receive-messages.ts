import { hash } from 'node:crypto'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { EngineError } from '../../errors/engine-error.ts'
import type { EngineClients } from '../transport/clients.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

/** The input of a ReceiveMessage. */
export type ReceiveRequest = {
  readonly QueueUrl: string
  readonly MaxNumberOfMessages: number
  readonly WaitTimeSeconds: number
  readonly VisibilityTimeout: number
}

const attributes = ['ApproximateReceiveCount', 'SentTimestamp', 'ApproximateFirstReceiveTimestamp'] as const

const receiveResponse = z.object({
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

/** A message in a response of SQS. */
export type SqsMessage = {
  readonly MessageId?: string | undefined
  readonly ReceiptHandle?: string | undefined
  readonly Body?: string | undefined
  readonly Attributes?: Readonly<Partial<Record<string, string>>> | undefined
}

/** One ReceiveMessage. Rejects as the SDK does. @throws EngineError `CHECKSUM_MISMATCH`. */
export async function receiveMessages(
  { pollSqs, fast }: EngineClients,
  request: ReceiveRequest,
  signal: AbortSignal | undefined,
): Promise<readonly SqsMessage[]> {
  const input = { ...request, MessageSystemAttributeNames: [...attributes] }
  const waitMs = request.WaitTimeSeconds * 1_000
  const response =
    fast && (await sqsFastCall(fast.polls, 'ReceiveMessage', input, receiveResponse, { signal, waitMs }))
  if (!response) {
    const command = new ReceiveMessageCommand(input)
    return (await pollSqs.send(command, signal ? { abortSignal: signal } : {})).Messages ?? []
  }
  const messages = response.Messages ?? []
  for (const { Body, MD5OfBody } of messages) {
    if (hash('md5', Body) !== MD5OfBody) throw new EngineError('CHECKSUM_MISMATCH')
  }
  return messages
}
