import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { isDeadLetterQueue } from './describe-dead-letters.ts'

/** A dead-letter queue, and a job queue that uses it. */
export interface DeadLetterTarget {
  readonly connectionId: string
  readonly jobQueue: JobQueue
  /** The name of the dead-letter queue. */
  readonly name: string
}

/** Returns the dead-letter queue. @throws EngineError `BAD_REQUEST` if it does not belong to the job queue. */
export function deadLetterQueueOf({ jobQueue, name }: DeadLetterTarget): SqsQueue {
  // The page may only use queues named in a redrive policy.
  if (isDeadLetterQueue(jobQueue, name)) return jobQueue.queueNamed(name)
  throw new EngineError(
    'BAD_REQUEST',
    `The queue ${name} is not a dead-letter queue of ${jobQueue.config.name}.`,
  )
}

/**
 * Returns the queue for a resubmitted dead letter: its source, if the server reports it. Otherwise, the only
 * queue with a dead-letter queue, or else `pending`.
 */
export function sourceOf({ jobQueue }: DeadLetterTarget, source: string | null): SqsQueue {
  const known = [...jobQueue.deadLetters].filter(([, policy]) => policy !== null).map(([status]) => status)
  const name = source ?? jobQueue.names.queue(known.length === 1 ? (known[0] ?? 'pending') : 'pending')
  return jobQueue.queueNamed(name)
}
