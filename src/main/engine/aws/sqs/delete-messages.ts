import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { EngineClients } from '../transport/clients.ts'
import { leanQueueCall } from './sqs-fast-call.ts'
import { failedEntries, type BatchAnswer } from './message-batch.ts'

const deletedMessages = z.object({
  Successful: z.array(z.object({ Id: z.string() })).optional(),
  Failed: failedEntries,
})

/** One DeleteMessageBatch of up to ten messages. Rejects as the SDK does. */
export async function deleteMessages(
  { sqs, lean }: EngineClients,
  QueueUrl: string,
  Entries: { readonly Id: string; readonly ReceiptHandle: string }[],
  signal: AbortSignal | undefined,
): Promise<BatchAnswer> {
  const input = { QueueUrl, Entries }
  return (
    (lean && (await leanQueueCall(lean.sqs, 'DeleteMessageBatch', input, deletedMessages, { signal }))) ??
    sqs.send(new DeleteMessageBatchCommand(input), signal ? { abortSignal: signal } : {})
  )
}
