import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { EngineClients } from '../transport/clients.ts'
import { failedEntries, type BatchResponse } from './message-batch.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

const deleteResponse = z.object({
  Successful: z.array(z.object({ Id: z.string() })).nullish(),
  Failed: failedEntries,
})

/** One DeleteMessageBatch of up to ten messages. Rejects as the SDK does. */
export async function deleteMessages(
  { sqs, fast }: EngineClients,
  QueueUrl: string,
  Entries: { readonly Id: string; readonly ReceiptHandle: string }[],
  signal: AbortSignal | undefined,
): Promise<BatchResponse> {
  const input = { QueueUrl, Entries }
  return (
    (fast && (await sqsFastCall(fast.sqs, 'DeleteMessageBatch', input, deleteResponse, { signal }))) ??
    sqs.send(new DeleteMessageBatchCommand(input), signal ? { abortSignal: signal } : {})
  )
}
