import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import type { Job } from '../protocol/job.ts'
import { parseMessageBody } from '../protocol/message-body.ts'

/** Converts a received message to a job. `buckets` are the job queue's own, `null` until they are known. */
export function receivedJob(
  { queueName, buckets }: { readonly queueName: string; readonly buckets: readonly string[] | null },
  status: string,
  message: ReceivedMessage,
  { receivedAt, leaseMs }: Pick<Job, 'receivedAt' | 'leaseMs'>,
): Job {
  const { body, ...facts } = message
  const envelope = parseMessageBody(body)
  const foreign = envelope.bucket !== null && buckets !== null && !buckets.includes(envelope.bucket)
  return { queue: queueName, status, ...facts, ...envelope, rawBody: body, foreign, receivedAt, leaseMs }
}
