import type { ClaimsSnapshot, Claim } from '../../shared/jobs.ts'
import { describePayload } from './claim-payload.ts'
import { newClaimRecord, payloadAddress, toClaim } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { acknowledgeJob, releaseJob, startJob } from './claim-endings.ts'
import type { Ending } from './claim-endings.ts'
import { ClaimList } from './claim-list.ts'
import { completeClaim, directionOf } from './claim-complete.ts'
import type { ResultFile } from './claim-complete.ts'
import { EngineError } from './errors.ts'
import { Heartbeat } from './heartbeat.ts'
import type { JobQueue } from './job-queue.ts'
import type { LeaseClock } from './lease-clock.ts'
import { settledBy } from './transfers/deadline.ts'
import type { SaveTarget } from './transfers/save-file.ts'
import { toEngineError } from './transfers/to-engine-error.ts'
import type { Transfers } from './transfers/transfers.ts'

/** `leaseSeconds` (30) is how long a claim is held without a renewal. */
export interface ClaimsOptions {
  readonly transfers: Transfers
  readonly leaseSeconds?: number
  readonly now?: () => number
  readonly clock?: LeaseClock
  /** Called when a claim has changed what lies in its job queue. */
  readonly onMoved?: (queueName: string) => void
}

/**
 * The jobs that this app holds. One thing at a time is done with each (CLAIM_BUSY); what goes wrong in the
 * background ends in the claim's `error`. Every method that takes a claim's id throws CLAIM_NOT_FOUND.
 */
export class Claims {
  readonly #options: ClaimsOptions
  readonly #transfers: Transfers
  readonly #list: ClaimList
  readonly #heartbeat: Heartbeat
  readonly #closing = new AbortController()

  constructor(options: ClaimsOptions) {
    this.#options = options
    this.#transfers = options.transfers
    this.#list = new ClaimList(options.now ?? Date.now)
    this.#heartbeat = new Heartbeat(options.clock)
  }

  /**
   * Waits up to 20 s for a job and holds it. Answers with the claim's id, or `null` where none came.
   * @throws EngineError CANCELLED by the signal, and whatever the engine's `next` throws.
   */
  async next(
    queue: JobQueue,
    connectionId: string,
    status: string,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<string | null> {
    const leaseSeconds = this.#options.leaseSeconds ?? 30
    const until = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal
    const job = await queue.next(status, { signal: until, leaseSeconds })
    if (job === null) return null
    if (this.#closing.signal.aborted) {
      await queue.release(job)
      throw new EngineError('CANCELLED')
    }
    const record = newClaimRecord(queue, connectionId, job, this.#heartbeat, (self) =>
      this.#leaseChanged(self),
    )
    this.#list.add(record)
    record.lease.start()
    this.#moved(record)
    this.#list.touch()
    void describePayload(record, this.#list, this.#closing.signal)
    return record.id
  }

  /** Saves the payload; allowed for a lost claim too. Answers at once with the transfer's id. */
  save(claimId: string, target: SaveTarget): string {
    const record = this.#begin(claimId, 'saving')
    return this.#save(record, target, () => Promise.resolve())
  }

  /**
   * Saves the payload into the folder and, once the file is checked and on disk and only while the lease is
   * held, deletes the message. Answers at once with the transfer's id.
   * @throws EngineError LEASE_LOST, CLAIM_BUSY, and where there is nothing to read.
   */
  saveAndAcknowledge(claimId: string, folder: string): string {
    this.#heldRecord(claimId)
    const record = this.#begin(claimId, 'saving')
    return this.#save(record, { folder }, async () => {
      this.#list.change(record, { activity: 'acknowledging' })
      await this.#endWith(record, 'acknowledged', acknowledgeJob)
    })
  }

  /** Deletes the message. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async acknowledge(claimId: string): Promise<void> {
    await this.#act(claimId, 'acknowledging', 'acknowledged', acknowledgeJob)
  }

  /** Gives the message back at once. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async release(claimId: string): Promise<void> {
    await this.#act(claimId, 'releasing', 'released', releaseJob)
  }

  /** Moves the job to `inprogress`. @throws EngineError LEASE_LOST, CLAIM_BUSY, and whatever goes wrong. */
  async start(claimId: string): Promise<void> {
    await this.#act(claimId, 'starting', 'started', startJob)
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
    this.#heldRecord(claimId)
    const record = this.#begin(claimId, 'completing')
    const { transferIds, done } = completeClaim(record, files, fields, this.#transfers)
    record.work = this.#settle(record, async () => {
      await done
      await record.lease.end()
      this.#ended(record, 'completed')
    })
    return transferIds
  }

  /** Allows reading from a bucket that is not the queue's own, and looks at the payload there. */
  allowBucket(claimId: string): void {
    const record = this.#list.get(claimId)
    if (record.bucketAllowed) return
    this.#list.change(record, { bucketAllowed: true })
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
    this.#heartbeat.woke()
  }

  snapshot(): ClaimsSnapshot {
    return this.#list.snapshot()
  }

  /** Calls the listener at every change; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#list.changed.on(listener)
  }

  /** Stops what runs and gives every held message back. Default 3,000 ms. */
  async close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    this.#closing.abort(new EngineError('CANCELLED', 'Remotejob is closing.'))
    this.#heartbeat.abort()
    const deadline = AbortSignal.timeout(deadlineMs)
    await settledBy(
      deadline,
      this.#list.all().map((record) => this.#giveBack(record, deadline)),
    )
    this.#heartbeat.close()
  }

  async #giveBack(record: ClaimRecord, signal: AbortSignal): Promise<void> {
    record.abort.abort(this.#closing.signal.reason)
    await record.work
    if (record.outcome !== null) return
    await record.lease.stop()
    if (!record.lease.held) return
    await record.queue.release(record.job, { signal })
    await record.lease.end()
    this.#ended(record, 'released')
  }

  #save(record: ClaimRecord, target: SaveTarget, then: () => Promise<void>): string {
    try {
      const { bucket, key } = payloadAddress(record)
      const transferId = this.#transfers.save({
        queue: record.queue,
        connectionId: record.connectionId,
        direction: directionOf(record),
        bucket,
        key,
        name: record.fileName,
        bytesTotal: record.payload?.size ?? null,
        target,
        claimId: record.id,
      })
      const { signal } = record.abort
      signal.addEventListener('abort', () => this.#transfers.cancel(transferId), { once: true })
      record.work = this.#settle(record, async () => {
        const { saved, error } = await this.#transfers.finished(transferId)
        if (saved === null) throw error ?? new EngineError('CANCELLED')
        this.#list.note(record, 'saved', saved.fileName)
        // What could not be looked at before has just been read.
        this.#list.change(record, { saved, payloadError: null })
        await then()
      })
      return transferId
    } catch (error) {
      this.#list.change(record, { activity: 'idle' })
      throw error
    }
  }

  async #act(
    claimId: string,
    activity: Claim['activity'],
    outcome: NonNullable<Claim['outcome']>,
    work: Ending,
  ): Promise<void> {
    this.#heldRecord(claimId)
    const record = this.#begin(claimId, activity)
    const acting = this.#endWith(record, outcome, work)
    record.work = this.#settle(record, () => acting)
    await record.work
    await acting
  }

  async #endWith(record: ClaimRecord, outcome: NonNullable<Claim['outcome']>, work: Ending): Promise<void> {
    await work(record, async () => {
      await record.lease.stop()
      record.lease.assertHeld()
    })
    await record.lease.end()
    this.#ended(record, outcome)
  }

  async #settle(record: ClaimRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      const { reason } = record.abort.signal
      const lost = reason instanceof EngineError && reason.code === 'LEASE_LOST'
      const error = lost ? reason : toEngineError(thrown)
      if (error.code === 'LEASE_LOST') record.lease.lose(error)
      if (error.code !== 'CANCELLED') {
        this.#list.note(record, 'failed', error.message)
        this.#list.change(record, { error })
      }
    } finally {
      this.#list.change(record, { activity: 'idle' })
      if (record.outcome === null && !this.#closing.signal.aborted) record.lease.start()
    }
  }

  #ended(record: ClaimRecord, outcome: NonNullable<Claim['outcome']>): void {
    this.#list.note(record, outcome, null)
    this.#list.change(record, { outcome, error: null })
    this.#moved(record)
    this.#list.prune(record)
  }

  #heldRecord(claimId: string): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.outcome !== null)
      throw new EngineError('BAD_REQUEST', `This job was ${record.outcome} already.`)
    record.lease.assertHeld()
    return record
  }

  #begin(claimId: string, activity: Claim['activity']): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.activity !== 'idle') throw new EngineError('CLAIM_BUSY')
    record.abort = new AbortController()
    this.#list.change(record, { activity, error: null })
    return record
  }

  #leaseChanged(record: ClaimRecord): void {
    const { state, error } = record.lease.state()
    if (state === 'lost') {
      this.#list.note(record, 'lost', error?.message ?? null)
      // What others may hold by now must not be completed here too.
      if (record.activity === 'completing') record.abort.abort(new EngineError('LEASE_LOST', error?.message))
      this.#moved(record)
    }
    this.#list.touch()
  }

  #moved(record: ClaimRecord): void {
    this.#options.onMoved?.(record.queue.config.name)
  }
}
