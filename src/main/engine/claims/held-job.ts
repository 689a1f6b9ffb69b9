import { receivedJob } from '../job-queue/received-job.ts'
import type { Job } from '../protocol/job.ts'
import type { HeldClaim } from './claim-journal.ts'

/** Converts a claim of a previous session to a job. `buckets` are the queue's own, `null` until they are known. */
export function heldJob(held: HeldClaim, buckets: readonly string[] | null): Job {
  const { jobId: id, receiptHandle, rawBody: body, receivedCount, sentAt, firstReceivedAt } = held
  const message = { id, receiptHandle, body, receivedCount, sentAt, firstReceivedAt }
  return receivedJob({ queueName: held.queue, buckets }, held.status, message, held)
}
