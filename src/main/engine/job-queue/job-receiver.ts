import { jobOf } from './received-job.ts'
import { DetachedPolls } from './long-polls.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import type { NextBatchOptions } from './job-queue-options.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'
import { LeaseTimes } from './lease-deadlines.ts'
import type { CallOptions } from '../aws/s3/s3-objects.ts'
import { inTime } from './lease-abort.ts'
import type { ReceivedMessage, SqsQueue } from '../aws/sqs/sqs-queue.ts'

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
  readonly #leases = new LeaseTimes()

  constructor(place: ReceiverPlace) {
    this.#place = place
  }

  /** See `JobQueue.nextBatch`. */
  async nextBatch(status: string, options: NextBatchOptions = {}): Promise<readonly Job[]> {
    const queue = this.#place.queue(status)
    throwIfCancelled(options.signal)
    const { max = 10, waitSeconds = 20, leaseSeconds = 30 } = options
    if (!Number.isInteger(max) || max < 1 || max > 10) {
      throw new EngineError('BAD_REQUEST', 'A batch has 1 to 10 jobs.')
    }
    const receive = async (signal: AbortSignal): Promise<readonly Job[] | null> => {
      await queue.getUrl({ signal })
      const receivedAt = Date.now()
      const messages = await queue.receive({ signal, max, waitSeconds, leaseSeconds })
      if (messages.length === 0) return null
      const deadlines = await secureLeases(queue, messages, receivedAt, leaseSeconds)
      const leaseMs = leaseSeconds * 1_000
      return messages.map((message, index) =>
        jobOf(this.#place, status, message, {
          receivedAt,
          deadline: deadlines[index] ?? receivedAt,
          leaseMs,
        }),
      )
    }
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

  /** @throws EngineError `LEASE_LOST` when the job's lease, renewals included, is over. */
  check(job: Job): void {
    this.#leases.check(job)
  }

  async acknowledge(job: Job, options: CallOptions): Promise<void> {
    const queue = this.#place.queue(job.status)
    this.#leases.check(job)
    const late = inTime([this.#leases.leftMs(job)], options.signal)
    try {
      await queue.delete(job.receiptHandle, { signal: late.signal })
    } catch (error) {
      throw late.outcome(error)
    } finally {
      late.stop()
    }
    this.#leases.forget(job)
  }

  async release(job: Job, options: CallOptions): Promise<void> {
    await this.#place.queue(job.status).changeVisibility(job.receiptHandle, 0, options)
    this.#leases.forget(job)
  }

  async renew(job: Job, leaseSeconds: number, options: CallOptions): Promise<number> {
    const deadline = this.#leases.next(job, leaseSeconds * 1_000)
    await this.#place.queue(job.status).changeVisibility(job.receiptHandle, leaseSeconds, options)
    this.#leases.set(job, deadline)
    return deadline
  }

  /** See `JobQueue.acknowledgeBatch`. */
  async acknowledgeBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    return this.#forgotten(
      await this.#each(
        jobs,
        (job) => this.#leases.check(job),
        async (queue, some) => {
          const late = inTime(
            some.map((job) => this.#leases.leftMs(job)),
            options.signal,
          )
          const outcomes = await queue.deleteBatch(handlesOf(some), { signal: late.signal })
          late.stop()
          return outcomes.map((error) => (error === null ? null : late.outcome(error)))
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
    renewals: readonly { readonly job: Job; readonly leaseSeconds: number }[],
    options: CallOptions = {},
  ): Promise<readonly (number | EngineError)[]> {
    const seconds = new Map(renewals.map(({ job, leaseSeconds }) => [job, leaseSeconds]))
    const deadlines = new Map<Job, number>()
    const outcomes = await this.#each(
      renewals.map(({ job }) => job),
      (job) => {
        deadlines.set(job, this.#leases.next(job, (seconds.get(job) ?? 0) * 1_000))
      },
      (queue, some) =>
        queue.changeVisibilityBatch(
          some.map((job) => ({ receiptHandle: job.receiptHandle, seconds: seconds.get(job) ?? 0 })),
          { ...options, heartbeat: true },
        ),
    )
    return outcomes.map(({ job, error }) => {
      const deadline = deadlines.get(job)
      if (error !== null || deadline === undefined) return error ?? new EngineError('LEASE_LOST')
      this.#leases.set(job, deadline)
      return deadline
    })
  }

  #forgotten(outcomes: readonly JobOutcome[]): readonly JobOutcome[] {
    for (const { job, error } of outcomes) if (error === null) this.#leases.forget(job)
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

/** The deadlines of fresh leases; a poll that took most of them is followed by a renewal. */
async function secureLeases(
  queue: SqsQueue,
  messages: readonly ReceivedMessage[],
  receivedAt: number,
  leaseSeconds: number,
): Promise<number[]> {
  const now = Date.now()
  const leaseMs = leaseSeconds * 1_000
  if (leaseMs === 0 || now - receivedAt < leaseMs / 2) return messages.map(() => receivedAt + leaseMs)
  const changes = messages.map(({ receiptHandle }) => ({ receiptHandle, seconds: leaseSeconds }))
  const outcomes = await queue.changeVisibilityBatch(changes, { heartbeat: true })
  return outcomes.map((error) => (error === null ? now : receivedAt) + leaseMs)
}
