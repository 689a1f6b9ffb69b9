import type { Claim, ClaimsChange, ClaimsSnapshot } from '../../../shared/jobs/claims.ts'
import { ClaimSettlement } from './claim-settlement.ts'
import { ClaimReceiver } from './claim-receiver.ts'
import { ClaimRecovery } from './claim-recovery.ts'
import { completeClaim } from './claim-complete.ts'
import type { ResultFile } from './claim-complete.ts'
import type { ClaimJournal, HeldClaim } from './claim-journal.ts'
import { ClaimList } from './claim-list.ts'
import { inspectPayload } from './inspect-payload.ts'
import {
  connectedQueue,
  summaryOfClaim,
  payloadAddress,
  rawMessage,
  toClaim,
  type ClaimSummary,
  type RawMessage,
} from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { keepHeld, releaseHeld } from './claims-on-quit.ts'
import { finishSave, saveInfo, startSave, type SaveInfo } from './claim-save.ts'
import { ClaimLifecycle } from './claim-lifecycle.ts'
import { EngineError } from '../errors/engine-error.ts'
import { LeaseRenewer } from './leases/lease-renewer.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { checkIntact } from '../job-queue/received-job.ts'
import { systemClock } from '../job-queue/lease-clock.ts'
import type { LeaseClock } from '../job-queue/lease-clock.ts'
import { settledOrAborted } from '../async/settled-or-aborted.ts'
import type { UnfinishedSave } from '../transfers/transfer-journal.ts'
import type { SaveTarget } from '../downloads/save-file.ts'
import { noConnections, type ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** Options of {@link Claims}. */
export interface ClaimsOptions {
  readonly transfers: Transfers
  /** Saves the claims. Default: nothing is saved. */
  readonly journal?: ClaimJournal
  /** How long a claim is held without a renewal. Default: its queue's visibility timeout. */
  readonly leaseSeconds?: number
  readonly now?: () => number
  readonly clock?: LeaseClock
  /** Finds the job queues of recovered claims. */
  readonly connections?: ConnectionLookup
  /** Called when a claim has changed the contents of its job queue. */
  readonly onMoved?: (queueName: string) => void
}

/**
 * The jobs that this app holds. Each claim runs one activity at a time. Starting a second one throws
 * `CLAIM_BUSY`. A background error is stored in the claim's `error`. Every method with a claim id throws
 * `CLAIM_NOT_FOUND`.
 */
export class Claims {
  readonly #receiver: ClaimReceiver
  readonly #transfers: Transfers
  readonly #list: ClaimList
  readonly #renewer: LeaseRenewer
  readonly #lifecycle: ClaimLifecycle
  readonly #recovery: ClaimRecovery
  readonly #closing = new AbortController()
  /** Ways to finish a claim other than a delete or a release. */
  readonly settlement: ClaimSettlement

  constructor(options: ClaimsOptions) {
    const { transfers, clock = systemClock, onMoved = () => undefined } = options
    this.#transfers = transfers
    this.#list = new ClaimList(options.now ?? Date.now, options.journal)
    this.#renewer = new LeaseRenewer(clock)
    this.#lifecycle = new ClaimLifecycle(this.#list, this.#closing.signal, onMoved)
    this.#receiver = new ClaimReceiver({
      list: this.#list,
      lifecycle: this.#lifecycle,
      renewer: this.#renewer,
      leaseSeconds: options.leaseSeconds ?? null,
      closing: this.#closing.signal,
    })
    this.settlement = new ClaimSettlement({
      list: this.#list,
      lifecycle: this.#lifecycle,
      receiver: this.#receiver,
      now: options.now ?? Date.now,
    })
    this.#recovery = new ClaimRecovery({
      list: this.#list,
      lifecycle: this.#lifecycle,
      renewer: this.#renewer,
      transfers,
      connections: options.connections ?? noConnections,
      clock,
      closing: this.#closing.signal,
    })
  }

  /**
   * Waits up to 20 s for a job and holds it. Returns the claim's id, or `null` if no job arrived.
   *
   * @throws EngineError `CANCELLED` when the signal fires, and the errors of {@link nextBatch}.
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
   * Waits up to 20 s for jobs and holds up to `max` (1 to 10, default 10) of them. Returns the claims' ids.
   * Each claim is saved first; if that fails, its job is released. A job that arrives after the wait was
   * cancelled is also released, unless SQS would then move it to its dead-letter queue. Such a job is held.
   *
   * @throws EngineError `CANCELLED` when the signal fires, `DISK_FULL` if none could be saved, and the errors
   * of `JobQueue.nextBatch`.
   */
  async nextBatch(
    queue: JobQueue,
    connectionId: string,
    status: string,
    options: { readonly signal?: AbortSignal; readonly max?: number; readonly waitSeconds?: number } = {},
  ): Promise<readonly string[]> {
    return this.#receiver.next({ queue, connectionId }, status, { max: 10, ...options })
  }

  /**
   * Recovers the claims of a previous session. A lease that has not expired is renewed as soon as its
   * connection is ready, and lost if the server rejects that. The others are lost. `saves` are their
   * unfinished saves, which the transfers have already recovered. If such a save was meant to acknowledge its
   * job, that happens once the claim is confirmed.
   */
  recover(held: readonly HeldClaim[], saves: readonly UnfinishedSave[] = []): void {
    this.#recovery.recover(held, saves)
  }

  /** Call this when a connection is ready. Continues with the claims that were waiting for it. */
  onConnected(connectionId: string): void {
    this.#recovery.onConnected(connectionId)
  }

  /**
   * Saves the payload. Also allowed for a lost claim. Returns the transfer's id at once. `name` defaults to
   * the payload's own.
   *
   * @throws EngineError `CLAIM_BUSY`, `NOT_CONNECTED`, and the message's error.
   */
  save(claimId: string, target: SaveTarget, name?: string): string {
    const record = this.#lifecycle.begin(claimId, 'saving')
    return this.#save(record, target, name, null)
  }

  /**
   * Saves the payload into the folder. Deletes the message once the file is verified and on disk, if the
   * lease is still held. Returns the transfer's id at once.
   *
   * @throws EngineError `LEASE_LOST`, `CLAIM_BUSY`, `NOT_CONNECTED`, and the message's error.
   */
  saveAndAcknowledge(claimId: string, folder: string, name?: string): string {
    this.#lifecycle.heldRecord(claimId)
    const record = this.#lifecycle.begin(claimId, 'saving')
    return this.#save(record, { folder }, name, async () => {
      this.#list.change(record, { activity: 'acknowledging' })
      await this.#lifecycle.finish(record, 'acknowledged')
    })
  }

  /** Deletes the message. @throws EngineError `LEASE_LOST`, `CLAIM_BUSY`, and errors from the server. */
  async acknowledge(claimId: string): Promise<void> {
    await this.#lifecycle.act(claimId, 'acknowledged')
  }

  /**
   * Makes the message visible again at once.
   *
   * @throws EngineError `LEASE_LOST`, `CLAIM_BUSY`, and errors from the server.
   */
  async release(claimId: string): Promise<void> {
    await this.#lifecycle.act(claimId, 'released')
  }

  /** Moves the job to `inprogress`. @throws EngineError `LEASE_LOST`, `CLAIM_BUSY`, and errors from the server. */
  async start(claimId: string): Promise<void> {
    await this.#lifecycle.act(claimId, 'started')
  }

  /**
   * Stores each file, sends its message to `completed`, then deletes the job's message. Returns one transfer
   * id per file, at once.
   *
   * @throws EngineError `LEASE_LOST`, `CLAIM_BUSY`, `CHECKSUM_MISMATCH` for a damaged message.
   */
  complete(
    claimId: string,
    files: readonly ResultFile[],
    fields: Readonly<Record<string, string>>,
  ): string[] {
    checkIntact(this.#lifecycle.heldRecord(claimId).job)
    const record = this.#lifecycle.begin(claimId, 'completing')
    const { transferIds, done } = completeClaim(record, files, fields, this.#transfers)
    record.work = this.#lifecycle.settle(record, async () => {
      const results = await done
      await this.#lifecycle.finished(record, 'completed', { results })
    })
    return transferIds
  }

  /** Allows reading from a foreign bucket, and requests the payload's details there. */
  allowBucket(claimId: string): void {
    const record = this.#list.get(claimId)
    if (record.bucketAllowed) return
    this.#list.allowBucket(record)
    void inspectPayload(record, this.#list, this.#closing.signal)
  }

  /** Removes a finished or lost claim from the list. @throws EngineError `BAD_REQUEST` while it is held. */
  dismiss(claimId: string): void {
    const record = this.#list.get(claimId)
    if (record.activity !== 'idle') throw new EngineError('CLAIM_BUSY')
    if (record.outcome === null && record.lease.held) {
      throw new EngineError('BAD_REQUEST', 'This job is still held.', {
        hint: 'Finish or release it first.',
      })
    }
    this.#list.remove(record)
  }

  /**
   * Returns a claim's payload, to be read in parts.
   *
   * @throws EngineError `NOT_CONNECTED`, and the message's error.
   */
  payload(claimId: string): { readonly source: ReturnType<JobQueue['source']>; readonly fileName: string } {
    const record = this.#list.get(claimId)
    return { source: connectedQueue(record).source(payloadAddress(record)), fileName: record.fileName }
  }

  /** Returns a claim's message as it was received, whatever it contains. */
  message(claimId: string): RawMessage {
    return rawMessage(this.#list.get(claimId))
  }

  /** Returns the path where the payload was last saved, or `null`. For the main process only. */
  savedPath(claimId: string): string | null {
    return this.#list.get(claimId).saved?.path ?? null
  }

  /** Resolves when the claim's activity is over. */
  async idle(claimId: string): Promise<Claim> {
    const record = this.#list.get(claimId)
    await record.work
    return toClaim(record)
  }

  /** Call this when the computer resumes from sleep. Renews every lease that has not expired. */
  onResume(): void {
    this.#renewer.onResume()
  }

  /** Returns a claim's connection, or `null` if it is not listed. */
  connectionOf(claimId: string): string | null {
    return this.#list.has(claimId) ? this.#list.get(claimId).connectionId : null
  }

  claim(claimId: string): Claim {
    return toClaim(this.#list.get(claimId))
  }

  snapshot(): ClaimsSnapshot {
    return this.#list.snapshot()
  }

  /** Returns the part of a claim shown in lists of jobs, or `null` if it is not listed. */
  summary(claimId: string): ClaimSummary | null {
    return this.#list.has(claimId) ? summaryOfClaim(this.#list.get(claimId)) : null
  }

  /** True if {@link takeChange} has something to return. */
  get hasChange(): boolean {
    return this.#list.hasChange
  }

  /** Returns the changes since the last call, or a part of them. Only one reader may use it. */
  takeChange(): ClaimsChange {
    return this.#list.takeChange()
  }

  /** Returns the safe file name for saving the payload. */
  fileName(claimId: string): string {
    return this.#list.get(claimId).fileName
  }

  /** Returns values for the payload's file name and folder. */
  saveInfo(claimId: string): SaveInfo {
    return saveInfo(this.#list.get(claimId))
  }

  /** Calls the listener on every change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#list.changed.on(listener)
  }

  /**
   * Stops all activities and releases every held message. With `keep` they stay held until their leases
   * expire, so that the next launch can recover them. Takes at most `deadlineMs` (default 3,000).
   */
  async close(options: { readonly deadlineMs?: number; readonly keep?: boolean } = {}): Promise<void> {
    const { deadlineMs = 3_000, keep = false } = options
    this.#closing.abort(new EngineError('CANCELLED', 'Remotejob is closing.'))
    this.#renewer.abort()
    const { reason } = this.#closing.signal
    const closing = this.#list
      .all()
      .map((record) => (keep ? keepHeld(record, reason) : releaseHeld(record, reason, this.#lifecycle)))
    await settledOrAborted(AbortSignal.timeout(deadlineMs), closing)
    this.#renewer.close()
  }

  #save(
    record: ClaimRecord,
    target: SaveTarget,
    name: string | undefined,
    then: (() => Promise<void>) | null,
  ): string {
    try {
      const transferId = startSave(record, { target, name, acknowledge: then !== null }, this.#transfers)
      const context = { list: this.#list, transfers: this.#transfers, closing: this.#closing.signal }
      record.work = this.#lifecycle.settle(record, async () => {
        await finishSave(record, transferId, context)
        await then?.()
      })
      return transferId
    } catch (error) {
      this.#list.change(record, { activity: 'idle' })
      throw error
    }
  }
}
