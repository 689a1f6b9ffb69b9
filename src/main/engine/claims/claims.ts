import type { ClaimsSnapshot, Claim } from '../../../shared/jobs.ts'
import { ClaimAdoption } from './claim-recovery.ts'
import { completeClaim } from './claim-complete.ts'
import type { ResultFile } from './claim-complete.ts'
import { acknowledgeJob, releaseJob, startJob } from './claim-endings.ts'
import type { ClaimJournal, HeldClaim } from './claim-journal.ts'
import { ClaimList } from './claim-list.ts'
import { describePayload } from './inspect-payload.ts'
import { connectedQueue, newClaimRecord, toClaim } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { noteSave, startSave } from './claim-save.ts'
import { noteDoneBefore, noteTwins } from './duplicate-delivery.ts'
import { ClaimWork } from './claim-lifecycle.ts'
import { EngineError } from '../errors/engine-error.ts'
import { LeaseRenewer } from './leases/lease-renewer.ts'
import { JobEndings } from './claim-finish.ts'
import type { Job, JobQueue } from '../job-queue/job-queue.ts'
import { systemClock } from '../job-queue/lease-clock.ts'
import type { LeaseClock } from '../job-queue/lease-clock.ts'
import { settleBy } from '../async/settle-by.ts'
import type { UnfinishedSave } from '../transfers/transfer-journal.ts'
import type { SaveTarget } from '../downloads/save-file.ts'
import { noConnections, type ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** `leaseSeconds` (30) is how long a claim is held without a renewal. */
export interface ClaimsOptions {
  readonly transfers: Transfers
  /** Where claims are written down; by default nowhere. */
  readonly journal?: ClaimJournal
  readonly leaseSeconds?: number
  readonly now?: () => number
  readonly clock?: LeaseClock
  /** Finds the job queues of recovered claims. */
  readonly connections?: ConnectionLookup
  /** Called when a claim has changed what lies in its job queue. */
  readonly onMoved?: (queueName: string) => void
}

/**
 * The jobs that this app holds. One thing at a time is done with each (CLAIM_BUSY); what goes wrong in the
 * background ends in the claim's `error`. Every method that takes a claim's id throws CLAIM_NOT_FOUND.
 */
export class Claims {
  readonly #leaseSeconds: number
  readonly #transfers: Transfers
  readonly #list: ClaimList
  readonly #renewer: LeaseRenewer
  readonly #work: ClaimWork
  readonly #endings = new JobEndings()
  readonly #adoption: ClaimAdoption
  readonly #closing = new AbortController()

  constructor(options: ClaimsOptions) {
    const { transfers, clock = systemClock, onMoved = () => undefined } = options
    this.#leaseSeconds = options.leaseSeconds ?? 30
    this.#transfers = transfers
    this.#list = new ClaimList(options.now ?? Date.now, options.journal)
    this.#renewer = new LeaseRenewer(clock)
    this.#work = new ClaimWork(this.#list, this.#closing.signal, onMoved)
    this.#adoption = new ClaimAdoption({
      list: this.#list,
      work: this.#work,
      renewer: this.#renewer,
      endings: this.#endings,
      transfers,
      connections: options.connections ?? noConnections,
      clock,
      closing: this.#closing.signal,
    })
  }

  /**
   * Waits up to 20 s for a job and holds it. Answers with the claim's id, or `null` where none came.
   * @throws EngineError CANCELLED by the signal, and whatever the engine's `nextBatch` throws.
   */
  async next(
    queue: JobQueue,
    connectionId: string,
    status: string,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<string | null> {
    const [id] = await this.nextBatch(queue, connectionId, status, { ...options, max: 1 })
    return id ?? null
  }

  /**
   * Waits up to 20 s for jobs and holds up to `max` (1 to 10, default 10) of those that are there. Answers with the
   * claims' ids. They are written down first: those where that fails are given back.
   * @throws EngineError CANCELLED by the signal, DISK_FULL where none could be written down, and whatever the
   *   engine's `nextBatch` throws.
   */
  async nextBatch(
    queue: JobQueue,
    connectionId: string,
    status: string,
    { signal, max = 10 }: { readonly signal?: AbortSignal; readonly max?: number } = {},
  ): Promise<readonly string[]> {
    const leaseSeconds = this.#leaseSeconds
    const until = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal
    const jobs = await queue.nextBatch(status, { signal: until, leaseSeconds, max })
    const records = jobs.map((job) => this.#newRecord(queue, connectionId, job))
    const holds = await Promise.allSettled(records.map((record) => this.#list.hold(record)))
    const closing = this.#closing.signal.aborted
    const held = records.filter((_, index) => !closing && holds[index]?.status === 'fulfilled')
    await Promise.all(records.map((record) => (held.includes(record) ? null : this.#unhold(record))))
    if (closing) throw new EngineError('CANCELLED')
    const failed = holds.find((hold) => hold.status === 'rejected')
    if (held.length === 0 && failed !== undefined) throw failed.reason
    for (const record of held) {
      noteTwins(record, this.#list.all())
      this.#list.add(record)
      record.lease.start()
      void describePayload(record, this.#list, this.#closing.signal)
      void noteDoneBefore(record, this.#list)
    }
    const [first] = held
    if (first !== undefined) this.#work.moved(first)
    return held.map(({ id }) => id)
  }

  /**
   * Takes up what a former run held, each once: one whose lease still runs is renewed as soon as its connection is
   * ready, and lost where the server refuses; the others are lost. `saves`: what it left of theirs, which the
   * transfers have taken up already; where such a save was to acknowledge its job, that follows once it is held.
   */
  adopt(held: readonly HeldClaim[], saves: readonly UnfinishedSave[] = []): void {
    this.#adoption.adopt(held, saves)
  }

  /** Goes on with the claims that waited for this connection. */
  adoptConnection(connectionId: string): void {
    this.#adoption.connect(connectionId)
  }

  /** Saves the payload; allowed for a lost claim too. Answers at once with the transfer's id. */
  save(claimId: string, target: SaveTarget): string {
    const record = this.#work.begin(claimId, 'saving')
    return this.#save(record, target, null)
  }

  /**
   * Saves the payload into the folder and, once the file is checked and on disk and only while the lease is
   * held, deletes the message. Answers at once with the transfer's id.
   * @throws EngineError LEASE_LOST, CLAIM_BUSY, and where there is nothing to read.
   */
  saveAndAcknowledge(claimId: string, folder: string): string {
    this.#work.heldRecord(claimId)
    const record = this.#work.begin(claimId, 'saving')
    return this.#save(record, { folder }, async () => {
      this.#list.change(record, { activity: 'acknowledging' })
      await this.#work.endWith(record, 'acknowledged', acknowledgeJob(this.#endings))
    })
  }

  /** Deletes the message. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async acknowledge(claimId: string): Promise<void> {
    await this.#work.act(claimId, 'acknowledging', 'acknowledged', acknowledgeJob(this.#endings))
  }

  /** Gives the message back at once. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async release(claimId: string): Promise<void> {
    await this.#work.act(claimId, 'releasing', 'released', releaseJob(this.#endings))
  }

  /** Moves the job to `inprogress`. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async start(claimId: string): Promise<void> {
    await this.#work.act(claimId, 'starting', 'started', startJob)
  }

  /**
   * Stores each file, sends to `completed`, then deletes the message. Answers at once with a transfer's id a
   * file. @throws EngineError LEASE_LOST, CLAIM_BUSY
   */
  complete(
    claimId: string,
    files: readonly ResultFile[],
    fields: Readonly<Record<string, string>>,
  ): string[] {
    this.#work.heldRecord(claimId)
    const record = this.#work.begin(claimId, 'completing')
    const { transferIds, done } = completeClaim(record, files, fields, this.#transfers)
    record.work = this.#work.settle(record, async () => {
      await done
      await record.lease.end()
      await this.#work.ended(record, 'completed')
    })
    return transferIds
  }

  /** Allows reading from a bucket that is not the queue's own, and looks at the payload there. */
  allowBucket(claimId: string): void {
    const record = this.#list.get(claimId)
    if (record.bucketAllowed) return
    this.#list.allowBucket(record)
    void describePayload(record, this.#list, this.#closing.signal)
  }

  /** Takes an ended or lost claim off the list. @throws EngineError BAD_REQUEST while it is held. */
  dismiss(claimId: string): void {
    const record = this.#list.get(claimId)
    if (record.activity !== 'idle') throw new EngineError('CLAIM_BUSY')
    if (record.outcome === null && record.lease.held) {
      throw new EngineError('BAD_REQUEST', 'This job is still held.', {
        hint: 'Acknowledge or release it first.',
      })
    }
    this.#list.remove(record)
  }

  /** Where the payload was saved last, or `null`. For main only. */
  savedPath(claimId: string): string | null {
    return this.#list.get(claimId).saved?.path ?? null
  }

  /** Resolves when what runs for the claim in the background is over. */
  async idle(claimId: string): Promise<Claim> {
    const record = this.#list.get(claimId)
    await record.work
    return toClaim(record)
  }

  /** The computer woke from a sleep: every lease that still runs is renewed at once. */
  woke(): void {
    this.#renewer.onResume()
  }

  snapshot(): ClaimsSnapshot {
    return this.#list.snapshot()
  }

  /** Calls the listener at every change; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#list.changed.on(listener)
  }

  /**
   * Stops what runs and gives every held message back, or with `keep` leaves it held until its lease runs out, for
   * the next start to take up. Default 3,000 ms.
   */
  async close(options: { readonly deadlineMs?: number; readonly keep?: boolean } = {}): Promise<void> {
    const { deadlineMs = 3_000, keep = false } = options
    this.#closing.abort(new EngineError('CANCELLED', 'Remotejob is closing.'))
    this.#renewer.abort()
    const records = this.#list.all()
    const closing = records.map((record) => (keep ? this.#leave(record) : this.#giveBack(record)))
    await settleBy(AbortSignal.timeout(deadlineMs), closing)
    this.#renewer.close()
  }

  async #giveBack(record: ClaimRecord): Promise<void> {
    record.abort.abort(this.#closing.signal.reason)
    await record.work
    if (record.outcome !== null) return
    await record.lease.stop()
    if (!record.lease.held || record.queue === null) return
    await this.#endings.release(record.queue, record.job)
    await record.lease.end()
    await this.#work.ended(record, 'released')
  }

  // A save goes on at the next start; half a result is none.
  async #leave(record: ClaimRecord): Promise<void> {
    if (record.activity !== 'saving') {
      record.abort.abort(this.#closing.signal.reason)
      await record.work
    }
    await record.lease.stop()
  }

  #newRecord(queue: JobQueue, connectionId: string, job: Job): ClaimRecord {
    return newClaimRecord(queue, connectionId, job, this.#renewer, (self) => this.#work.leaseChanged(self))
  }

  async #unhold(record: ClaimRecord): Promise<void> {
    await record.lease.end()
    // Where even this fails, the message comes back by itself when its lease ends.
    await this.#endings.release(connectedQueue(record), record.job).catch(() => undefined)
    await this.#list.end(record, 'released', null)
  }

  #save(record: ClaimRecord, target: SaveTarget, then: (() => Promise<void>) | null): string {
    try {
      const transferId = startSave(record, target, then !== null, this.#transfers)
      const place = { list: this.#list, transfers: this.#transfers, closing: this.#closing.signal }
      record.work = this.#work.settle(record, async () => {
        await noteSave(record, transferId, place)
        await then?.()
      })
      return transferId
    } catch (error) {
      this.#list.change(record, { activity: 'idle' })
      throw error
    }
  }
}
