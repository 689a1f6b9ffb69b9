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

const optionalText = z.string().optional().catch(undefined)

// A malformed message must not fail the others, which are already in flight.
const receiveResponse = z.object({
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

/** A message in a response of SQS. */
export type SqsMessage = {
  readonly MessageId?: string | undefined
  readonly ReceiptHandle?: string | undefined
  readonly Body?: string | undefined
  readonly MD5OfBody?: string | undefined
  readonly Attributes?: Readonly<Partial<Record<string, string>>> | undefined
}

/**
 * One ReceiveMessage. Leaves out damaged messages, which become visible again after their visibility timeout.
 * Rejects as the SDK does. @throws EngineError `CHECKSUM_MISMATCH` if all messages are damaged.
 */
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
    const received = await pollSqs.send(command, signal ? { abortSignal: signal } : {})
    return undamaged(received.Messages ?? [])
  }
  return undamaged(response.Messages ?? [])
}

/** Returns the messages whose body matches its MD5. Those without an MD5 cannot be checked. */
function undamaged(messages: readonly SqsMessage[]): readonly SqsMessage[] {
  const intact = messages.filter(
    ({ Body = '', MD5OfBody }) => MD5OfBody === undefined || hash('md5', Body) === MD5OfBody,
  )
  if (intact.length === 0 && messages.length > 0) throw new EngineError('CHECKSUM_MISMATCH')
  return intact
}
