import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { maxBatchSize } from '../aws/sqs/message-batch.ts'
import type { DeadLetter, QueueSettings } from '../aws/sqs/queue-settings.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'
import { resourceNames, type ResourceNames } from '../protocol/resource-names.ts'
import type { JobQueueOptions, NextBatchOptions, NextOptions } from './job-queue-options.ts'
import { LeaseAbort } from './lease-abort.ts'
import { momentOf, systemClock } from './lease-clock.ts'
import type { LeaseRenewal } from './lease-deadline.ts'
import { LeaseDeadlines } from './lease-deadlines.ts'
import { LongPolls } from './long-polls.ts'
import { receiveJobs } from './receive-jobs.ts'

/**
 * The worker's half of a {@link JobQueue}: receives jobs, renews their leases, acknowledges and releases
 * them. All methods throw only EngineErrors. Those that take a signal throw `CANCELLED` when it fires.
 */
export class JobReceiver {
  readonly config: QueueConfig
  readonly names: ResourceNames
  /** The deadlines of the jobs that this queue has received. */
  readonly leases: LeaseDeadlines
  readonly #polls = new LongPolls<readonly Job[]>()
  readonly #queues = new Map<string, SqsQueue>()
  /** SQS queues other than those of its statuses, by name. */
  readonly #others = new Map<string, SqsQueue>()
  #clients: EngineClients

  /** @throws EngineError `QUEUE_NAME_INVALID`, `STATUS_UNKNOWN` for a configuration with invalid names. */
  constructor({ config, clients, clock = systemClock }: JobQueueOptions) {
    this.config = config
    this.names = resourceNames(config)
    this.leases = new LeaseDeadlines(clock)
    this.#clients = clients
    this.#makeQueues(clients)
  }

  /** Uses other clients from the next call on, for the same job queue with new keys or at a new address. */
  reconnect(clients: EngineClients): void {
    this.#clients = clients
    this.#others.clear()
    this.#makeQueues(clients)
  }

  /**
   * Waits for a job in one long poll. Returns `null` if none arrived. When the signal fires it rejects at once, and a
   * job that the poll still receives is released. @throws EngineError `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async next(status: string, options: NextOptions = {}): Promise<Job | null> {
    const [job] = await this.nextBatch(status, { ...options, max: 1 })
    return job ?? null
  }

  /**
   * Like {@link next}, for up to `max` jobs. Returns the available jobs, or an empty list if none arrived.
   *
   * @throws EngineError `BAD_REQUEST` for a `max` outside 1 to 10, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async nextBatch(status: string, options: NextBatchOptions = {}): Promise<readonly Job[]> {
    const queue = this.sqsQueue(status)
    throwIfCancelled(options.signal)
    const { max = maxBatchSize, waitSeconds = 20, leaseSeconds = 30 } = options
    if (!Number.isInteger(max) || max < 1 || max > maxBatchSize) {
      throw new EngineError('BAD_REQUEST', `A batch has 1 to ${maxBatchSize} jobs.`)
    }
    const { name: queueName } = this.config
    const request = { queueName, buckets: this.names.buckets, status, max, waitSeconds, leaseSeconds }
    const jobs = await this.#polls.run(
      {
        kind: `${status} ${leaseSeconds} ${max}`,
        receive: (signal) => receiveJobs(queue, request, this.leases, signal),
        release: async (jobs) => {
          await this.releaseBatch((await options.onUnwanted?.(jobs)) ?? jobs)
        },
      },
      options.signal,
    )
    return jobs ?? []
  }

  /**
   * Returns the settings of a status's SQS queue, read once. @throws EngineError
   * `STATUS_UNKNOWN`.
   */
  async settings(status: string, options: CallOptions = {}): Promise<QueueSettings> {
    return this.sqsQueue(status).settings(options)
  }

  /**
   * The dead-letter queue of each status, or `null`, as of the last time its depth was read. Statuses not
   * read yet are missing.
   */
  get deadLetters(): ReadonlyMap<string, DeadLetter | null> {
    const known = [...this.#queues].flatMap(([status, { deadLetter }]) =>
      deadLetter === undefined ? [] : [[status, deadLetter] as const],
    )
    return new Map(known)
  }

  /**
   * Returns the SQS queue with this name: one of its statuses, a dead-letter queue, or another queue in the
   * same region and account.
   */
  queueNamed(name: string): SqsQueue {
    const own = this.sqsQueues.find((queue) => queue.name === name)
    const known = own ?? this.#others.get(name) ?? new SqsQueue(this.#clients, name)
    if (own === undefined) this.#others.set(name, known)
    return known
  }

  /** Waits for the polls of cancelled `next` calls, and aborts those that outlast the deadline. Never throws. */
  async settle({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    await this.#polls.settle(deadlineMs)
  }

  /** Deletes a job's message. Stop renewing it first. @throws EngineError `LEASE_LOST`. */
  async acknowledge(job: Job, options: CallOptions = {}): Promise<void> {
    const queue = this.sqsQueue(job.status)
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

  /**
   * Deletes the messages of many jobs, ten per request. Returns the outcome of each, in the same order. A job
   * whose lease is over gets `LEASE_LOST` without a request. Never throws.
   */
  async acknowledgeBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    const { leases } = this
    const now = momentOf(leases.clock)
    const outcomes = await this.#perQueue(
      jobs,
      (job) => leases.of(job).check(now),
      async (queue, some) => {
        const leftMs = some.map((job) => leases.of(job).leftMs(now))
        const abort = new LeaseAbort(leases.clock, leftMs, options.signal)
        const handles = some.map(({ receiptHandle }) => receiptHandle)
        const errors = await queue.deleteBatch(handles, { signal: abort.signal })
        abort.stop()
        return errors.map((error) => (error === null ? null : abort.toError(error)))
      },
    )
    return this.#forgetFinished(outcomes)
  }

  /** Makes a job visible again, so that the next caller receives it. @throws EngineError `LEASE_LOST`. */
  async release(job: Job, options: CallOptions = {}): Promise<void> {
    await this.sqsQueue(job.status).changeVisibility(job.receiptHandle, 0, options)
    this.leases.forget(job)
  }

  /**
   * Releases a job, but keeps it invisible for this many seconds. @throws EngineError `LEASE_LOST`;
   * `BAD_REQUEST` if that would be more than 12 hours after the job was received, because SQS then makes it
   * visible anyway.
   */
  async holdBack(job: Job, seconds: number, options: CallOptions = {}): Promise<void> {
    const lease = this.leases.of(job)
    lease.check()
    if (seconds * 1_000 > lease.untilFinalMs()) {
      throw new EngineError(
        'BAD_REQUEST',
        'SQS holds a message back for at most 12 hours after it was received.',
        {
          hint: 'Choose a shorter time.',
          retryable: false,
        },
      )
    }
    await this.sqsQueue(job.status).changeVisibility(job.receiptHandle, seconds, options)
    this.leases.forget(job)
  }

  /** Releases many jobs, ten per request. Returns the outcome of each, in the same order. Never throws. */
  async releaseBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    const outcomes = await this.#perQueue(
      jobs,
      () => undefined,
      (queue, some) => {
        const changes = some.map(({ receiptHandle }) => ({ receiptHandle, seconds: 0 }))
        return queue.changeVisibilityBatch(changes, options)
      },
    )
    return this.#forgetFinished(outcomes)
  }

  /**
   * Extends a job's lease to `leaseSeconds` (default 30) from now. Returns the new deadline, in milliseconds since the
   * epoch. @throws EngineError `LEASE_LOST` when the lease is over, or when the renewal would exceed its 12 hours.
   */
  async renew(job: Job, options: CallOptions & { readonly leaseSeconds?: number } = {}): Promise<number> {
    const { leaseSeconds = 30 } = options
    const lease = this.leases.of(job)
    const renewal = lease.next(leaseSeconds * 1_000)
    await this.sqsQueue(job.status).changeVisibility(job.receiptHandle, leaseSeconds, options)
    return lease.renewed(renewal)
  }

  /**
   * Extends the leases of many jobs, ten per request, each by its own `leaseSeconds` from now. Renewals have
   * their own sockets, so other work cannot delay them. Returns the new deadline of each, in milliseconds
   * since the epoch, or its error, in the same order. Never throws.
   */
  async renewBatch(
    requests: readonly { readonly job: Job; readonly leaseSeconds: number }[],
    options: CallOptions = {},
  ): Promise<readonly (number | EngineError)[]> {
    const { leases } = this
    const now = momentOf(leases.clock)
    const seconds = new Map(requests.map(({ job, leaseSeconds }) => [job, leaseSeconds]))
    const secondsOf = (job: Job): number => seconds.get(job) ?? 0
    const renewals = new Map<Job, LeaseRenewal>()
    const outcomes = await this.#perQueue(
      requests.map(({ job }) => job),
      (job) => void renewals.set(job, leases.of(job).next(secondsOf(job) * 1_000, now)),
      (queue, some) =>
        queue.changeVisibilityBatch(
          some.map((job) => ({ receiptHandle: job.receiptHandle, seconds: secondsOf(job) })),
          { ...options, isRenewal: true },
        ),
    )
    return outcomes.map(({ job, error }) => {
      if (error !== null) return error
      const renewal = renewals.get(job)
      try {
        return renewal === undefined ? new EngineError('INTERNAL') : leases.of(job).renewed(renewal)
      } catch (lost) {
        return toEngineError(lost)
      }
    })
  }

  /** Returns the SQS queue for a status. @throws EngineError `STATUS_UNKNOWN` */
  protected sqsQueue(status: string): SqsQueue {
    const name = this.names.queue(status)
    const queue = this.#queues.get(status)
    if (!queue) throw new EngineError('STATUS_UNKNOWN', `The job queue has no queue ${name}.`)
    return queue
  }

  /** The SQS queues of all statuses, in order. */
  protected get sqsQueues(): readonly SqsQueue[] {
    return [...this.#queues.values()]
  }

  #makeQueues(clients: EngineClients): void {
    for (const status of this.config.statuses) {
      this.#queues.set(status, new SqsQueue(clients, this.names.queue(status)))
    }
  }

  #forgetFinished(outcomes: readonly JobOutcome[]): readonly JobOutcome[] {
    for (const { job, error } of outcomes) if (error === null) this.leases.forget(job)
    return outcomes
  }

  /**
   * Calls `run` once per SQS queue with its jobs. `run` returns an error or `null` for each. A job whose
   * `prepare` throws gets that error and is left out.
   */
  async #perQueue(
    jobs: readonly Job[],
    prepare: (job: Job) => void,
    run: (queue: SqsQueue, jobs: readonly Job[]) => Promise<readonly (EngineError | null)[]>,
  ): Promise<readonly JobOutcome[]> {
    const errors = new Map<Job, EngineError | null>()
    const jobsOf = new Map<SqsQueue, Job[]>()
    for (const job of jobs) {
      try {
        const queue = this.sqsQueue(job.status)
        prepare(job)
        const some = jobsOf.get(queue)
        if (some) some.push(job)
        else jobsOf.set(queue, [job])
      } catch (error) {
        errors.set(job, toEngineError(error))
      }
    }
    await Promise.all(
      [...jobsOf].map(async ([queue, some]) => {
        const found = await run(queue, some)
        for (const [index, job] of some.entries()) errors.set(job, found[index] ?? null)
      }),
    )
    return jobs.map((job) => ({ job, error: errors.get(job) ?? null }))
  }
}
