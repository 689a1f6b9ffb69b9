import { EngineError } from '../errors/engine-error.ts'
import type { Job, JobQueue, QueueSettings } from '../job-queue/job-queue.ts'
import type { ClaimLifecycle } from './claim-lifecycle.ts'
import type { ClaimList } from './claim-list.ts'
import { deadLetterOf, newClaimRecord, type ClaimRecord } from './claim-record.ts'
import { noteFinishedBefore, noteDuplicate } from './duplicate-delivery.ts'
import { inspectPayload } from './inspect-payload.ts'
import type { LeaseRenewer } from './leases/lease-renewer.ts'

/** Dependencies of {@link ClaimReceiver}. */
export interface ClaimReceiverOptions {
  readonly list: ClaimList
  readonly lifecycle: ClaimLifecycle
  readonly renewer: LeaseRenewer
  /** `null` uses the queue's visibility timeout. */
  readonly leaseSeconds: number | null
  /** Fires when the app closes. */
  readonly closing: AbortSignal
}

/** Options of {@link ClaimReceiver.next}. */
interface ReceiveOptions {
  readonly signal?: AbortSignal | undefined
  readonly max: number
  /** How long to wait for a job: 0 to 20 seconds. Default: 20. */
  readonly waitSeconds?: number | undefined
  /** The only message to hold. Others are released at once. Default: all. */
  readonly wanted?: string | undefined
}

/** The source of a received job. */
interface Origin {
  readonly queue: JobQueue
  readonly connectionId: string
  readonly settings: QueueSettings
}

/** Receives jobs and holds each as a claim. A claim is saved before it is listed. */
export class ClaimReceiver {
  readonly #options: ClaimReceiverOptions

  constructor(options: ClaimReceiverOptions) {
    this.#options = options
  }

  /**
   * Waits up to 20 s for jobs and holds up to `max` (1 to 10) of them. Returns the claims' ids.
   *
   * @throws EngineError `CANCELLED` when the signal fires, `DISK_FULL` if none could be saved, and the errors
   * of `JobQueue.nextBatch`.
   */
  async next(
    { queue, connectionId }: Pick<Origin, 'queue' | 'connectionId'>,
    status: string,
    { signal: cancelled, max, waitSeconds, wanted }: ReceiveOptions,
  ): Promise<readonly string[]> {
    const { lifecycle, closing } = this.#options
    const signal = cancelled ? AbortSignal.any([cancelled, closing]) : closing
    const settings = await queue.settings(status, { signal })
    const origin = { queue, connectionId, settings }
    const leaseSeconds = this.#options.leaseSeconds ?? settings.leaseSeconds
    const onUnwanted = (jobs: readonly Job[]): Promise<readonly Job[]> => this.#keepLast(origin, jobs)
    const received = await queue.nextBatch(status, {
      signal,
      leaseSeconds,
      max,
      onUnwanted,
      ...(waitSeconds !== undefined && { waitSeconds }),
    })
    const jobs = wanted === undefined ? received : received.filter(({ id }) => id === wanted)
    const others = received.filter((job) => !jobs.includes(job))
    if (others.length > 0) await queue.releaseBatch(await this.#keepLast(origin, others))
    const { held, failure } = await this.#hold(origin, jobs)
    if (closing.aborted) throw new EngineError('CANCELLED')
    if (held.length === 0 && failure !== null) throw failure
    const [first] = held
    if (first !== undefined) lifecycle.moved(first)
    return held.map(({ id }) => id)
  }

  /** Holds the jobs that would move to the dead-letter queue if they were released. Returns the others. */
  async #keepLast(origin: Origin, jobs: readonly Job[]): Promise<readonly Job[]> {
    const last = jobs.filter((job) => deadLetterOf(job, origin.settings) !== null)
    await this.#hold(origin, last)
    return jobs.filter((job) => !last.includes(job))
  }

  /** Lists the claims that could be saved, and releases the others. */
  async #hold(
    origin: Origin,
    jobs: readonly Job[],
  ): Promise<{ readonly held: readonly ClaimRecord[]; readonly failure: unknown }> {
    const { list, lifecycle, closing } = this.#options
    const records = jobs.map((job) => this.#newRecord(origin, job))
    const holds = await Promise.allSettled(records.map((record) => list.hold(record)))
    const saved = records.filter((_, index) => holds[index]?.status === 'fulfilled')
    // When the app closes, only jobs that must not be released stay on disk for the next launch.
    const kept = closing.aborted ? saved.filter(({ deadLetter }) => deadLetter !== null) : saved
    await Promise.all(
      records.filter((record) => !kept.includes(record)).map((record) => lifecycle.giveUp(record)),
    )
    if (!closing.aborted) for (const record of kept) this.#add(record)
    const failed = holds.find((hold) => hold.status === 'rejected')
    return { held: kept, failure: failed === undefined ? null : failed.reason }
  }

  #newRecord({ queue, connectionId, settings }: Origin, job: Job): ClaimRecord {
    const { lifecycle, renewer } = this.#options
    const record = newClaimRecord(queue, connectionId, job, renewer, (self) => lifecycle.leaseChanged(self))
    record.deadLetter = deadLetterOf(job, settings)
    record.maxReceives = settings.deadLetter?.maxReceives ?? null
    return record
  }

  #add(record: ClaimRecord): void {
    const { list, closing } = this.#options
    noteDuplicate(record, list)
    list.add(record)
    record.lease.start()
    void inspectPayload(record, list, closing)
    void noteFinishedBefore(record, list)
  }
}
