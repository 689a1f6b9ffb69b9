import { hash } from 'node:crypto'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import { EngineError } from '../../errors/engine-error.ts'
import type { EngineClients } from '../transport/clients.ts'
import type { FastClient } from '../transport/fast-client.ts'
import { failedEntries, type BatchResponse } from './message-batch.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

type Entry = { readonly Id: string; readonly MessageBody: string }

const sendResponse = z.object({
  Successful: z
    .array(z.object({ Id: z.string(), MessageId: z.string(), MD5OfMessageBody: z.string() }))
    .optional(),
  Failed: failedEntries,
})

/** The response to a SendMessageBatch. */
export type SendResponse = {
  readonly Successful?:
    | readonly { readonly Id?: string | undefined; readonly MessageId?: string | undefined }[]
    | undefined
  readonly Failed?: BatchResponse['Failed']
}

/** One SendMessageBatch of up to ten messages. Rejects as the SDK does. @throws EngineError `CHECKSUM_MISMATCH`. */
export async function sendMessages(
  { sqs, fast }: EngineClients,
  QueueUrl: string,
  Entries: Entry[],
  abortSignal: AbortSignal | undefined,
): Promise<SendResponse> {
  const response = fast && (await sendFast(fast.sqs, QueueUrl, Entries, abortSignal))
  if (response) return response
  const command = new SendMessageBatchCommand({ QueueUrl, Entries })
  return sqs.send(command, abortSignal ? { abortSignal } : {})
}

async function sendFast(
  client: FastClient,
  QueueUrl: string,
  Entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<SendResponse | null> {
  const input = { QueueUrl, Entries }
  const response = await sqsFastCall(client, 'SendMessageBatch', input, sendResponse, { signal })
  if (response === null) return null
  const bodies = new Map(Entries.map(({ Id, MessageBody }) => [Id, MessageBody]))
  for (const { Id, MD5OfMessageBody } of response.Successful ?? []) {
    if (hash('md5', bodies.get(Id) ?? '') !== MD5OfMessageBody) throw new EngineError('CHECKSUM_MISMATCH')
  }
  return response
}
