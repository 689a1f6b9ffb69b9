import { randomUUID } from 'node:crypto'
import type { StatusDepth } from '../../../shared/queues/queues.ts'
import type { PurgeDone, PurgePlan, UndoOutcome } from '../../../shared/queues/queue-settings.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'
import { purge } from '../aws/sqs/queue-admin.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { DeadJobStore } from '../dead-letters/dead-jobs.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { StoredJob } from '../jobs/job-store.ts'
import { jobsOfQueue } from '../jobs/jobs-of-queue.ts'

/** SQS allows one purge per queue in this time. */
const pauseMs = 60_000
/** The approximate maximum number of jobs that an undo restores. */
const maxJobs = 100_000
const atOnce = 8
/** How long a sent message may be missing from SQS's counts, with a margin. */
const countsLagMs = 120_000

/** The part of a job that an undo needs. */
type PurgedJob = Pick<StoredJob, 'id' | 'key' | 'direction'>

/** One of a job queue's status queues. */
export interface PurgeTarget {
  readonly connectionId: string
  readonly jobQueue: JobQueue
  readonly status: string
}

interface Undo {
  readonly target: PurgeTarget
  /** The jobs not yet restored. */
  jobs: readonly PurgedJob[]
}

/**
 * Purges status queues. SQS cannot undo that, but the payloads of this app's own jobs are still in their
 * bucket, so an undo sends a new message for each. Other senders' messages are lost.
 */
export class Purges {
  readonly #store: DeadJobStore
  readonly #onChanged: (jobQueue: string) => void
  readonly #now: () => number
  readonly #purgedAt = new Map<string, number>()
  readonly #undos = new Map<string, Undo>()

  constructor(options: {
    readonly store: DeadJobStore
    readonly onChanged: (jobQueue: string) => void
    readonly now?: () => number
  }) {
    this.#store = options.store
    this.#onChanged = options.onChanged
    this.#now = options.now ?? Date.now
  }

  /** Returns the messages that a purge would delete. Changes nothing. */
  async plan(target: PurgeTarget): Promise<PurgePlan> {
    const name = target.jobQueue.names.queue(target.status)
    const depth = await target.jobQueue.queueNamed(name).attributes()
    const jobs = await this.#jobsIn(target, depth)
    return { name, depth, restorable: jobs.length, possibleAt: this.#possibleAt(target) }
  }

  /** Deletes all messages of the queue. @throws EngineError `PURGE_TOO_SOON`. */
  async purge(target: PurgeTarget): Promise<PurgeDone> {
    const name = target.jobQueue.names.queue(target.status)
    const possibleAt = this.#possibleAt(target)
    if (possibleAt !== null) throw tooSoon(name, possibleAt - this.#now())
    // Listed first, because messages sent after the purge must not be sent twice.
    const jobs = await this.#jobsIn(target, await target.jobQueue.queueNamed(name).attributes())
    await purge(target.jobQueue.queueNamed(name))
    const at = this.#now()
    this.#purgedAt.set(keyOf(target), at)
    this.#onChanged(target.jobQueue.config.name)
    const detail = `${name} was purged`
    await mapConcurrent(jobs, atOnce, ({ id }) => this.#store.note(id, 'cancelled', at, { detail }))
    if (jobs.length === 0) return { undoId: null, restorable: 0 }
    const undoId = randomUUID()
    this.#undos.set(undoId, { target, jobs })
    return { undoId, restorable: jobs.length }
  }

  /** Sends a new message for each payload. Failed ones can be retried with the same id. */
  async undo(undoId: string): Promise<UndoOutcome> {
    const undo = this.#undos.get(undoId)
    if (undo === undefined)
      throw new EngineError('BAD_REQUEST', 'This purge can no longer be undone.', { hint: '' })
    const { target, jobs } = undo
    // A concurrent undo must not send them as well.
    undo.jobs = []
    const errors = await mapConcurrent(jobs, atOnce, (job) => this.#sendAgain(target, job))
    undo.jobs = jobs.filter((_, index) => errors[index] !== null)
    if (undo.jobs.length === 0) this.#undos.delete(undoId)
    this.#onChanged(target.jobQueue.config.name)
    const first = errors.find((error) => error !== null) ?? null
    const failed = undo.jobs.length
    return { restored: jobs.length - failed, failed, error: first === null ? null : toWire(first) }
  }

  async #sendAgain({ jobQueue, status }: PurgeTarget, job: PurgedJob): Promise<EngineError | null> {
    try {
      const messageId = await jobQueue.trigger(job.key ?? '', { direction: job.direction, status })
      await this.#store.addSentAgain(job.id, messageId, this.#now())
      return null
    } catch (error) {
      return toEngineError(error)
    }
  }

  /**
   * Returns this app's jobs that may be in the queue. New jobs are only sent to `pending`. Jobs without a
   * result may also be dead letters, so an empty queue contains only the latest ones, which may not be
   * counted yet.
   */
  async #jobsIn(
    { connectionId, jobQueue, status }: PurgeTarget,
    { visible, inFlight, delayed }: StatusDepth,
  ): Promise<readonly PurgedJob[]> {
    if (status !== jobQueue.config.statuses[0]) return []
    const oldest = visible + inFlight + delayed === 0 ? this.#now() - countsLagMs : -Infinity
    const scope = { connectionId, queue: jobQueue.config.name }
    const found: PurgedJob[] = []
    for await (const jobs of jobsOfQueue(this.#store, scope, 'queued')) {
      for (const { id, key, direction, messageId, changedAt } of jobs) {
        if (key !== null && messageId !== null && changedAt >= oldest) found.push({ id, key, direction })
      }
      if (found.length >= maxJobs) break
    }
    return found
  }

  #possibleAt(target: PurgeTarget): number | null {
    const at = (this.#purgedAt.get(keyOf(target)) ?? -Infinity) + pauseMs
    return at > this.#now() ? at : null
  }
}

function keyOf({ connectionId, jobQueue, status }: PurgeTarget): string {
  return `${connectionId} ${jobQueue.names.queue(status)}`
}

function tooSoon(name: string, waitMs: number): EngineError {
  return new EngineError('PURGE_TOO_SOON', `${name} was purged less than 60 s ago.`, {
    hint: `SQS purges a queue once a minute. Try again in ${Math.ceil(waitMs / 1_000)} s.`,
  })
}
