import type { MoveTask } from '../aws/sqs/move-tasks.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { DeadLetterTarget } from './dead-letter-target.ts'
import type { DeadJobs } from './dead-jobs.ts'
import { redrivePolicies } from './redrive-policies.ts'

/** A server task that has ended. */
export interface EndedMove extends Pick<MoveTask, 'state' | 'moved' | 'toSources'> {
  readonly startedAt: number
}

/** The input of {@link haveMovedBack}. */
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
 * True if all of the jobs must be back in their source queues. SQS counts a task's messages but does not list
 * them, so this is only known for all jobs together.
 */
export function haveMovedBack({ move, left, hidden, jobs }: MoveEvidence): boolean {
  return move.state === 'done' && move.toSources && move.moved >= jobs && left <= hidden
}

/** Dependencies of {@link recordMovedBack}. */
export interface MovedBackOptions {
  readonly book: DeadJobs
  readonly now: () => number
  /** Returns the jobs of the dead letters that this app hides from others, and `null` for each without a job. */
  readonly hidden: () => readonly (number | null)[]
}

/**
 * Records which jobs a server task has moved back, if that is certain.
 *
 * @throws EngineError if the queues cannot be read
 */
export async function recordMovedBack(
  { connectionId, jobQueue, name }: DeadLetterTarget,
  move: EndedMove,
  { book, now, hidden }: MovedBackOptions,
): Promise<void> {
  if (move.state !== 'done') return
  const dead = await book.dead(connectionId, jobQueue.config.name, move.startedAt)
  if (dead.length === 0 || !(await isOnlyDeadLetterQueue(jobQueue, name))) return
  const { visible, inFlight, delayed } = await jobQueue.queueNamed(name).attributes()
  const hiddenNow = hidden()
  const hiddenJobs = new Set(hiddenNow)
  const jobs = dead.filter((id) => !hiddenJobs.has(id))
  const left = visible + inFlight + delayed
  if (!haveMovedBack({ move, left, hidden: hiddenNow.length, jobs: jobs.length })) return
  await book.movedBack(jobs, name, now())
}

/** True if the job queue has no other dead-letter queue. */
async function isOnlyDeadLetterQueue(jobQueue: JobQueue, name: string): Promise<boolean> {
  const policies = await redrivePolicies(jobQueue)
  return [...policies.values()].every((policy) => policy === null || policy.queue === name)
}
