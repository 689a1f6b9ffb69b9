import type { MoveTask } from '../aws/sqs/move-tasks.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { DeadLetterTarget } from './dead-letter-target.ts'
import type { JobBook } from './job-book.ts'

/** A task of the server that has ended. */
export interface EndedMove extends Pick<MoveTask, 'state' | 'moved' | 'toSources'> {
  readonly startedAt: number
}

/** The numbers that show which dead letters a task has moved. */
export interface MoveEvidence {
  readonly move: Pick<EndedMove, 'state' | 'moved' | 'toSources'>
  /** The number of messages now in the dead-letter queue, including invisible ones. */
  readonly left: number
  /** The number of messages in it that this app hides from others. A task skips them. */
  readonly hidden: number
  /** The number of jobs that were dead when the task started and are not hidden. */
  readonly jobs: number
}

/**
 * True if all of the jobs must be back in their source queues. SQS counts the messages of a task but
 * does not list them, so the answer can only be all or none.
 */
export function haveMovedBack({ move, left, hidden, jobs }: MoveEvidence): boolean {
  return move.state === 'done' && move.toSources && move.moved >= jobs && left <= hidden
}

/** Dependencies of {@link recordMovedBack}. */
export interface MovedBackOptions {
  readonly book: JobBook
  readonly now: () => number
  /** The jobs of the letters that this app hides from others, and `null` for each letter without a job. */
  readonly hidden: () => readonly (number | null)[]
}

/**
 * Records which jobs a task of the server has moved back, if that is certain. Returns the number of jobs that
 * are queued again.
 *
 * @throws EngineError if the messages that are left cannot be counted
 */
export async function recordMovedBack(
  { connectionId, jobQueue, name }: DeadLetterTarget,
  move: EndedMove,
  { book, now, hidden }: MovedBackOptions,
): Promise<number> {
  if (move.state !== 'done' || !isOnlyDeadLetterQueue(jobQueue, name)) return 0
  const dead = await book.dead(connectionId, jobQueue.config.name, move.startedAt)
  if (dead.length === 0) return 0
  const { visible, inFlight, delayed } = await jobQueue.queueNamed(name).attributes()
  const hiddenNow = hidden()
  const jobs = dead.filter((id) => !hiddenNow.includes(id))
  const left = visible + inFlight + delayed
  if (!haveMovedBack({ move, left, hidden: hiddenNow.length, jobs: jobs.length })) return 0
  await book.movedBack(jobs, name, now())
  return jobs.length
}

/** True if the job queue has no other dead-letter queue. */
function isOnlyDeadLetterQueue({ deadLetters }: JobQueue, name: string): boolean {
  return [...deadLetters.values()].every((policy) => policy === null || policy.queue === name)
}
