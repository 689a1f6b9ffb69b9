import { createHash } from 'node:crypto'
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { EngineClients } from '../transport/clients.ts'
import { EngineError } from '../../errors/engine-error.ts'
import type { LeanClient } from '../transport/fast-client.ts'
import { leanQueueCall } from './sqs-fast-call.ts'
import { failedEntries, type BatchAnswer } from './message-batch.ts'

type Entry = { readonly Id: string; readonly MessageBody: string }

const answerSchema = z.object({
  Successful: z
    .array(z.object({ Id: z.string(), MessageId: z.string(), MD5OfMessageBody: z.string() }))
    .optional(),
  Failed: failedEntries,
})

/** How the messages of one batch ended, as the server told it. */
export type SentMessages = {
  readonly Successful?:
    | readonly { readonly Id?: string | undefined; readonly MessageId?: string | undefined }[]
    | undefined
  readonly Failed?: BatchAnswer['Failed']
}

/** One SendMessageBatch of up to ten messages. Rejects as the SDK does. */
export async function sendMessages(
  { sqs, lean }: EngineClients,
  QueueUrl: string,
  Entries: Entry[],
  abortSignal: AbortSignal | undefined,
): Promise<SentMessages> {
  const sent = lean && (await sendLean(lean.sqs, QueueUrl, Entries, abortSignal))
  return (
    sent ?? sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }), abortSignal ? { abortSignal } : {})
  )
}

async function sendLean(
  client: LeanClient,
  QueueUrl: string,
  Entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<SentMessages | null> {
  const answer = await leanQueueCall(client, 'SendMessageBatch', { QueueUrl, Entries }, answerSchema, {
    signal,
  })
  if (answer === null) return null
  const bodies = new Map(Entries.map(({ Id, MessageBody }) => [Id, MessageBody]))
  for (const { Id, MD5OfMessageBody } of answer.Successful ?? []) {
    const md5 = createHash('md5')
      .update(bodies.get(Id) ?? '')
      .digest('hex')
    if (md5 !== MD5OfMessageBody) throw new EngineError('CHECKSUM_MISMATCH')
  }
  return answer
}
