import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import type { CallOptions } from '../aws/s3/s3-objects.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'
import type { NextBatchOptions } from './job-queue-options.ts'
import { LeaseAbort } from './lease-abort.ts'
import { momentOf, type LeaseClock } from './lease-clock.ts'
import type { LeaseRenewal } from './lease-deadline.ts'
import { LeaseDeadlines } from './lease-deadlines.ts'
import { DetachedPolls } from './long-polls.ts'
import { receiveJobs } from './receive-jobs.ts'

/** What receiving needs of the job queue that it is for. */
export type ReceiverPlace = {
  readonly queueName: string
  readonly buckets: readonly string[]
  /** @throws EngineError `STATUS_UNKNOWN` */
  readonly queue: (status: string) => SqsQueue
}

/** The receiving half of a job queue: its polls, and the leases of what they brought. */
export class JobReceiver {
  readonly #place: ReceiverPlace
  readonly #polls = new DetachedPolls<readonly Job[]>()
  readonly leases: LeaseDeadlines

  constructor(place: ReceiverPlace, clock: LeaseClock) {
    this.#place = place
    this.leases = new LeaseDeadlines(clock)
  }

  /** See `JobQueue.nextBatch`. */
  async nextBatch(status: string, options: NextBatchOptions = {}): Promise<readonly Job[]> {
    const queue = this.#place.queue(status)
    throwIfCancelled(options.signal)
    const { max = 10, waitSeconds = 20, leaseSeconds = 30 } = options
    if (!Number.isInteger(max) || max < 1 || max > 10) {
      throw new EngineError('BAD_REQUEST', 'A batch has 1 to 10 jobs.')
    }
    const request = { ...this.#place, status, max, waitSeconds, leaseSeconds }
    const receive = (signal: AbortSignal): Promise<readonly Job[] | null> =>
      receiveJobs(queue, request, this.leases, signal)
    const giveBack = async (jobs: readonly Job[]): Promise<void> => {
      await this.releaseBatch(jobs)
    }
    const kind = `${status} ${leaseSeconds} ${max}`
    return (await this.#polls.run({ kind, receive, giveBack }, options.signal)) ?? []
  }

  /** Waits for polls that nobody waits for any more; aborts those that outlast the deadline. */
  async settle(deadlineMs: number): Promise<void> {
    await this.#polls.settle(deadlineMs)
  }

  async acknowledge(job: Job, options: CallOptions): Promise<void> {
    const queue = this.#place.queue(job.status)
    const lease = this.leases.of(job)
    lease.check()
    const abort = new LeaseAbort(this.leases.clock, [lease.leftMs()], options.signal)
    try {
      await queue.delete(job.receiptHandle, { signal: abort.signal })
    } catch (error) {
      throw abort.toError(error)
    } finally {
      abort.stop()
    }
    this.leases.forget(job)
  }

  async release(job: Job, options: CallOptions): Promise<void> {
    await this.#place.queue(job.status).changeVisibility(job.receiptHandle, 0, options)
    this.leases.forget(job)
  }

  async renew(job: Job, leaseSeconds: number, options: CallOptions): Promise<number> {
    const lease = this.leases.of(job)
    const renewal = lease.next(leaseSeconds * 1_000)
    await this.#place.queue(job.status).changeVisibility(job.receiptHandle, leaseSeconds, options)
    return lease.renewed(renewal)
  }

  /** See `JobQueue.acknowledgeBatch`. */
  async acknowledgeBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    const { leases } = this
    const now = momentOf(leases.clock)
    return this.#forgotten(
      await this.#each(
        jobs,
        (job) => leases.of(job).check(now),
        async (queue, some) => {
          const leftMs = some.map((job) => leases.of(job).leftMs(now))
          const abort = new LeaseAbort(leases.clock, leftMs, options.signal)
          const outcomes = await queue.deleteBatch(handlesOf(some), { signal: abort.signal })
          abort.stop()
          return outcomes.map((error) => (error === null ? null : abort.toError(error)))
        },
      ),
    )
  }

  /** See `JobQueue.releaseBatch`. */
  async releaseBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    return this.#forgotten(
      await this.#each(
        jobs,
        () => undefined,
        (queue, some) => {
          const changes = some.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 }))
          return queue.changeVisibilityBatch(changes, options)
        },
      ),
    )
  }

  /** See `JobQueue.renewBatch`. */
  async renewBatch(
    requests: readonly { readonly job: Job; readonly leaseSeconds: number }[],
    options: CallOptions = {},
  ): Promise<readonly (number | EngineError)[]> {
    const { leases } = this
    const now = momentOf(leases.clock)
    const seconds = new Map(requests.map(({ job, leaseSeconds }) => [job, leaseSeconds]))
    const secondsOf = (job: Job): number => seconds.get(job) ?? 0
    const renewals = new Map<Job, LeaseRenewal>()
    const outcomes = await this.#each(
      requests.map(({ job }) => job),
      (job) => void renewals.set(job, leases.of(job).next(secondsOf(job) * 1_000, now)),
      (queue, some) =>
        queue.changeVisibilityBatch(
          some.map((job) => ({ receiptHandle: job.receiptHandle, seconds: secondsOf(job) })),
          { ...options, heartbeat: true },
        ),
    )
    return outcomes.map(({ job, error }) => {
      if (error !== null) return error
      const renewal = renewals.get(job)
      try {
        return renewal === undefined ? new EngineError('INTERNAL') : leases.of(job).renewed(renewal)
      } catch (lost) {
        return lost instanceof EngineError ? lost : new EngineError('INTERNAL', undefined, { cause: lost })
      }
    })
  }

  #forgotten(outcomes: readonly JobOutcome[]): readonly JobOutcome[] {
    for (const { job, error } of outcomes) if (error === null) this.leases.forget(job)
    return outcomes
  }

  /** Does something with jobs of several statuses, those of one in one go; each has its own outcome. */
  async #each(
    jobs: readonly Job[],
    prepare: (job: Job) => void,
    work: (queue: SqsQueue, jobs: readonly Job[]) => Promise<(EngineError | null)[]>,
  ): Promise<readonly JobOutcome[]> {
    const errors = new Map<Job, EngineError>()
    const byStatus = new Map<string, Job[]>()
    for (const job of jobs) {
      try {
        this.#place.queue(job.status)
        prepare(job)
        const some = byStatus.get(job.status)
        if (some) some.push(job)
        else byStatus.set(job.status, [job])
      } catch (error) {
        errors.set(job, error instanceof EngineError ? error : new EngineError('INTERNAL'))
      }
    }
    await Promise.all(
      [...byStatus].map(async ([status, some]) => {
        const outcomes = await work(this.#place.queue(status), some)
        some.forEach((job, index) => {
          const error = outcomes[index] ?? null
          if (error !== null) errors.set(job, error)
        })
      }),
    )
    return jobs.map((job) => ({ job, error: errors.get(job) ?? null }))
  }
}

function handlesOf(jobs: readonly Job[]): string[] {
  return jobs.map(({ receiptHandle }) => receiptHandle)
}
