import { receivedJob } from '../job-queue/received-job.ts'
import type { Job } from '../protocol/job.ts'
import type { HeldClaim } from './claim-journal.ts'

/**
 * Converts a claim of a previous session to a job. `buckets` are the queue's buckets, or `null` until they are known.
 */
export function heldJob(held: HeldClaim, buckets: readonly string[] | null): Job {
  const { jobId: id, rawBody: body, receiptHandle, receivedCount, sentAt, firstReceivedAt } = held
  const { attributes, traceHeader, damaged } = held
  const counts = { receivedCount, sentAt, firstReceivedAt }
  const message = { id, receiptHandle, body, damaged, attributes, traceHeader, ...counts }
  return receivedJob({ queueName: held.queue, buckets }, held.status, message, held)
}
