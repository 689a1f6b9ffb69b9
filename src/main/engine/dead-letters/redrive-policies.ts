import type { DeadLetter } from '../aws/sqs/queue-settings.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'

/**
 * Returns the dead-letter queue of each status, or `null`. Requests those that the poller has not read yet.
 *
 * @throws EngineError
 */
export async function redrivePolicies(jobQueue: JobQueue): Promise<ReadonlyMap<string, DeadLetter | null>> {
  const known = jobQueue.deadLetters
  const missing = jobQueue.config.statuses.filter((status) => !known.has(status))
  if (missing.length > 0) await jobQueue.depths({ statuses: missing })
  return jobQueue.deadLetters
}
