import type { EngineClients } from '../../src/main/engine/aws/transport/clients.ts'
import type { Job, JobQueue } from '../../src/main/engine/job-queue/job-queue.ts'

/**
 * The resources of an operation: a job queue whose buckets and queues exist and are empty, and a folder for
 * files.
 */
export type OperationContext = {
  readonly queue: JobQueue
  readonly clients: EngineClients
  readonly folder: string
}

/** Runs an operation. Throws if the server behaves differently from SQS or S3. */
export type Operation = (context: OperationContext) => Promise<void>

/** Claims the next job. Throws if none arrives. */
export async function claim(queue: JobQueue, status = 'pending'): Promise<Job> {
  const job = await queue.next(status, { waitSeconds: 10 })
  if (job === null) throw new Error(`No job came from ${status}.`)
  return job
}
