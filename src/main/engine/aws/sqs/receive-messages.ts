import { hash } from 'node:crypto'
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { MessageExtras } from '../../protocol/message-attributes.ts'
import type { EngineClients } from '../transport/clients.ts'
import { UnreadableResponseError } from '../middleware/read-response.ts'
import { attributesFrom, receivedAttributes } from './attribute-values.ts'
import { countFrom, timeFrom } from './server-numbers.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

/** The input of a ReceiveMessage request. */
export type ReceiveRequest = {
  readonly QueueUrl: string
  readonly MaxNumberOfMessages: number
  readonly WaitTimeSeconds: number
  readonly VisibilityTimeout: number
}

/**
 * The system attributes to request. Not every server supports those for dead letters by name, but all support `All`.
 */
export type WhichAttributes = 'usual' | 'all'

/** A received message. Times are milliseconds since the epoch on the server's clock. */
export type ReceivedMessage = MessageExtras & {
  readonly id: string
  readonly receiptHandle: string
  readonly body: string
  /** True if the body differs from the MD5 that the server sent with it. */
  readonly damaged: boolean
  readonly receivedCount: number
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
  /**
   * The name of the SQS queue from which the message was moved to this dead-letter queue, or `null` if the
   * server does not report it.
   */
  readonly deadLetterSource?: string | null
}

const systemAttributes = [
  'ApproximateReceiveCount',
  'SentTimestamp',
  'ApproximateFirstReceiveTimestamp',
  'AWSTraceHeader',
] as const

/** An SQS MessageId has 36 characters. It becomes part of keys and file names. */
const maxIdLength = 100

const optionalText = z.string().nullish().catch(null)

// A malformed message must not affect the others, which are already in flight.
const receivedMessage = z
  .object({
    MessageId: optionalText,
    ReceiptHandle: optionalText,
    Body: optionalText,
    MD5OfBody: optionalText,
    Attributes: z.record(z.string(), z.unknown()).nullish().catch(null),
    MessageAttributes: receivedAttributes.nullish().catch(null),
  })
  .nullable()
  .catch(null)
const receiveResponse = z.object({ Messages: z.array(receivedMessage).nullish() })

/**
 * Sends one ReceiveMessage. Returns at most as many messages as requested. Others become visible again after
 * their visibility timeout. Rejects like the SDK.
 */
export async function receiveMessages(
  { pollSqs, fast }: EngineClients,
  request: ReceiveRequest,
  signal: AbortSignal | undefined,
  which: WhichAttributes = 'usual',
): Promise<readonly ReceivedMessage[]> {
  const input = {
    ...request,
    MessageSystemAttributeNames: which === 'all' ? ['All' as const] : [...systemAttributes],
    MessageAttributeNames: ['All'],
  }
  const waitMs = request.WaitTimeSeconds * 1_000
  const options = { signal, waitMs }
  const { Messages } =
    (fast && (await sqsFastCall(fast.polls, 'ReceiveMessage', input, receiveResponse, options))) ??
    parsed(await pollSqs.send(new ReceiveMessageCommand(input), signal ? { abortSignal: signal } : {}))
  const messages = (Messages ?? []).slice(0, request.MaxNumberOfMessages)
  return messages.flatMap((one) => (one === null ? [] : received(one)))
}

function parsed(response: unknown): z.infer<typeof receiveResponse> {
  const { data } = receiveResponse.safeParse(response)
  if (data === undefined) throw new UnreadableResponseError()
  return data
}

function received(message: NonNullable<z.infer<typeof receivedMessage>>): ReceivedMessage[] {
  const { MessageId, ReceiptHandle, Body, MD5OfBody, Attributes, MessageAttributes } = message
  // A message that cannot be deleted is of no use.
  if (!ReceiptHandle) return []
  const body = Body ?? ''
  const traceHeader = Attributes?.['AWSTraceHeader']
  const source = Attributes?.['DeadLetterQueueSourceArn']
  return [
    {
      // Results are stored under the id, so two messages without one would overwrite each other's.
      id: (MessageId || hash('md5', ReceiptHandle)).slice(0, maxIdLength),
      receiptHandle: ReceiptHandle,
      body,
      // Some servers send an empty MD5.
      damaged: Boolean(MD5OfBody) && hash('md5', body) !== MD5OfBody?.toLowerCase(),
      receivedCount: countFrom(Attributes?.['ApproximateReceiveCount']) ?? 1,
      sentAt: timeFrom(Attributes?.['SentTimestamp']),
      firstReceivedAt: timeFrom(Attributes?.['ApproximateFirstReceiveTimestamp']),
      attributes: attributesFrom(MessageAttributes ?? {}),
      traceHeader: typeof traceHeader === 'string' ? traceHeader : null,
      deadLetterSource: typeof source === 'string' ? (source.split(':').at(-1) ?? null) : null,
    },
  ]
}
