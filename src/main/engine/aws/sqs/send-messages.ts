import { hash } from 'node:crypto'
import { SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { EngineClients } from '../transport/clients.ts'
import { UnreadableResponseError } from '../middleware/read-response.ts'
import { noExtras, type MessageExtras } from '../../protocol/message-attributes.ts'
import { attributesToSend } from './attribute-values.ts'
import { batchResponse, parseBatchResponse, type BatchResponse } from './batch-response.ts'
import type { MessageToSend } from './send-batcher.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

type Entry = { readonly Id: string; readonly MessageBody: string; readonly DelaySeconds?: number }

const sentMessage = z.object({ MessageId: z.string().min(1), MD5OfMessageBody: z.string().nullish() })

/** Sends up to ten messages in one request. Rejects like the SDK. */
export async function sendMessages(
  { sqs, fast }: EngineClients,
  QueueUrl: string,
  Entries: Entry[],
  abortSignal: AbortSignal | undefined,
): Promise<BatchResponse> {
  const input = { QueueUrl, Entries }
  const options = { signal: abortSignal }
  const response = fast && (await sqsFastCall(fast.sqs, 'SendMessageBatch', input, batchResponse, options))
  if (response) return response
  return parseBatchResponse(
    await sqs.send(new SendMessageBatchCommand(input), abortSignal ? { abortSignal } : {}),
  )
}

/** Sends one message. Returns its MessageId. Rejects like the SDK. */
export async function sendMessage(
  { sqs }: EngineClients,
  QueueUrl: string,
  message: MessageToSend,
  extras: MessageExtras = noExtras,
  options: { abortSignal?: AbortSignal } = {},
): Promise<string> {
  const command = new SendMessageCommand({
    QueueUrl,
    ...messageToSend(message),
    ...attributesToSend(extras),
  })
  const { data } = sentMessage.safeParse(await sqs.send(command, options))
  if (data === undefined || !isConfirmed(message.body, data.MD5OfMessageBody))
    throw new UnreadableResponseError()
  return data.MessageId
}

/** Converts a message to SQS input. A delay of zero is omitted, so that the queue's delay applies. */
export function messageToSend({ body, delaySeconds = 0 }: MessageToSend): Omit<Entry, 'Id'> {
  return { MessageBody: body, ...(delaySeconds > 0 && { DelaySeconds: delaySeconds }) }
}

/** True if the server returned the MD5 of the sent text, or no MD5. */
export function isConfirmed(body: string, md5: string | null | undefined): boolean {
  return !md5 || hash('md5', body) === md5.toLowerCase()
}
