import { DeleteMessageBatchCommand } from '@aws-sdk/client-sqs'
import type { EngineClients } from '../transport/clients.ts'
import { batchResponse, parseBatchResponse, type BatchResponse } from './batch-response.ts'
import { sqsFastCall } from './sqs-fast-call.ts'

/** Sends one DeleteMessageBatch of up to ten messages. Rejects like the SDK. */
export async function deleteMessages(
  { sqs, fast }: EngineClients,
  QueueUrl: string,
  Entries: { readonly Id: string; readonly ReceiptHandle: string }[],
  signal: AbortSignal | undefined,
): Promise<BatchResponse> {
  const input = { QueueUrl, Entries }
  return (
    (fast && (await sqsFastCall(fast.sqs, 'DeleteMessageBatch', input, batchResponse, { signal }))) ??
    parseBatchResponse(
      await sqs.send(new DeleteMessageBatchCommand(input), signal ? { abortSignal: signal } : {}),
    )
  )
}
