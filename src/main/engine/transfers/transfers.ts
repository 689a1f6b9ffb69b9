import type { Direction } from '../../../shared/queues/queues.ts'
import type { TakenBack } from '../../../shared/jobs/submit-group.ts'
import type { MoveTo, Transfer, TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { inSlices } from '../async/in-slices.ts'
import { settleBy } from '../async/settle-by.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import type { SmallFileReader } from '../files/small-file-reader.ts'
import { SharedLimits } from '../limits/shared-limits.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import type { MultipartJournal } from '../uploads/multipart-journal.ts'
import { noConnections, type ConnectionLookup } from './connection-lookup.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ExternalTransfer } from './external-transfer.ts'
import type { ExternalTransferRequest } from './external-transfer.ts'
import type { UploadRequest } from './upload/file-to-upload.ts'
import { Recovery } from './recovery.ts'
import type { UnfinishedTransfers } from './recovery.ts'
import { Runner } from './runner.ts'
import type { SaveObjectRequest } from './save-transfer.ts'
import { SendHold } from './upload/send-hold.ts'
import { takeBack } from './take-back.ts'
import { TransferFactory } from './transfer-factory.ts'
import type { NewTransfer } from './transfer-factory.ts'
import { noJournal } from './transfer-journal.ts'
import type { TransferJournal } from './transfer-journal.ts'
import { TransferList } from './transfer-list.ts'
import type { TransferOutcome, TransferRecord } from './transfer-record.ts'
import { isCancelledWithAll, isEnded, isMoving, isPausable } from './transfer-states.ts'
import { UploadPlanner } from './upload/upload-planner.ts'
import type { UploadTransfer } from './upload/upload-transfer.ts'

/** Options of {@link Transfers}. */
export interface TransfersOptions {
  /** Default: nothing survives a crash. */
  readonly journal?: TransferJournal
  /** The number of concurrent files of 1 MiB or more. Default: 4. */
  readonly largeSlots?: number
  /** The number of additional concurrent files below 1 MiB. Default: 32. */
  readonly smallSlots?: number
  /** Finds job queues for recovered and retried transfers, and the circuit breakers that transfers wait for. */
  readonly connections?: ConnectionLookup
  /** Reads small files in its own thread. Default: they are read like large ones. */
  readonly reader?: SmallFileReader
  /** Move the bytes of large files. Default: the main thread does. */
  readonly threads?: TransferThreads
  /** Returns milliseconds since the epoch. */
  readonly now?: () => number
}

/**
 * All uploads and downloads of this session. The error of a transfer appears in the list. Nothing is thrown
 * later.
 */
export class Transfers {
  readonly #limits = new SharedLimits()
  /** Shared by all transfers. Other code that transfers bytes must use it too. */
  readonly limits: TransferLimits = this.#limits
  /** The record of multipart uploads. Other code that uploads in parts must use it too. */
  readonly multipart: MultipartJournal
  readonly #threads: TransferThreads | undefined
  readonly #now: () => number
  readonly #list: TransferList
  readonly #runner: Runner
  readonly #hold: SendHold
  readonly #recovery: Recovery
  readonly #factory: TransferFactory
  readonly #planner: UploadPlanner

  constructor(options: TransfersOptions = {}) {
    const { journal = noJournal, now = Date.now, connections = noConnections } = options
    const { largeSlots, smallSlots, reader, threads } = options
    const list = new TransferList(now)
    const hold = new SendHold(now)
    const runner = new Runner({ list, now, largeSlots, smallSlots, connections })
    const factory = new TransferFactory({
      journal,
      limits: this.#limits,
      reader,
      threads,
      list,
      hold,
      now,
    })
    this.#threads = threads
    this.#now = now
    this.multipart = journal.multipart
    this.#list = list
    this.#runner = runner
    this.#hold = hold
    this.#factory = factory
    this.#planner = new UploadPlanner(reader)
    this.#recovery = new Recovery({ list, runner, factory, multipart: journal.multipart })
  }

  /** Stores the file in the `in` bucket, then sends its message to `pending`. Returns the transfer's id. */
  submit(request: UploadRequest): string {
    return this.#upload(this.#factory.upload('submit', request, 'in'))
  }

  /** Stores the file without a message. Returns the transfer's id. */
  store(request: UploadRequest & { readonly direction: Direction }): string {
    return this.#upload(this.#factory.upload('store', request, request.direction))
  }

  /** Resolves once the plan of every upload so far is on disk, or has failed. */
  planned(): Promise<void> {
    return this.#planner.settled()
  }

  /** Saves an object as a file. Returns the transfer's id. */
  save(request: SaveObjectRequest): string {
    const { record, work } = this.#factory.save(request)
    this.#list.add(record)
    void this.#runner.runNext(record, () => work.plan())
    this.#runner.start(record, work)
    return record.info.id
  }

  /** Lists a transfer performed by other code: a result file of a claim. */
  track(request: ExternalTransferRequest): ExternalTransfer {
    const record = this.#factory.external(request)
    this.#list.add(record)
    return new ExternalTransfer(record, this.#list, this.#now)
  }

  /**
   * Lists the unfinished transfers of the previous session. A planned upload continues under its key, or
   * starts over if its file has changed. A stored one only sends its message. Failed and paused transfers
   * wait for the user. A transfer without a job queue waits for {@link resumeConnection}.
   */
  recover(unfinished: UnfinishedTransfers): void {
    this.#recovery.list(unfinished)
  }

  /**
   * Continues the transfers that wait for this connection. With `queue`, one of its job queues, removes the
   * parts of abandoned uploads from its server.
   */
  resumeConnection(connectionId: string, queue: JobQueue | null = null): void {
    this.#recovery.connectionReady(connectionId, queue)
  }

  /**
   * Stops a transfer and keeps its progress, on the server or on disk. It stays paused after a restart. Does
   * nothing while its message is being sent. @throws EngineError TRANSFER_NOT_FOUND
   */
  pause(id: string): void {
    this.#pause(this.#list.get(id))
  }

  /** Continues a paused transfer once it gets a slot. @throws EngineError TRANSFER_NOT_FOUND */
  resume(id: string): void {
    this.#resume(this.#list.get(id))
  }

  /**
   * Stops a transfer at once and removes what it has stored, even after it has failed. Does nothing if it is
   * done. If its message is being sent, it ends as `stored`, and only a second cancel removes the object.
   *
   * @throws EngineError TRANSFER_NOT_FOUND
   */
  cancel(id: string): void {
    const record = this.#list.get(id)
    const hasFailed = record.info.state === 'failed'
    // Other code ran it and has given up on it.
    if (hasFailed && record.work === null) this.#list.change(record, { state: 'cancelled', error: null })
    else if (hasFailed || !isEnded(record.info.state)) this.#runner.cancel(record)
  }

  /**
   * Retries a transfer that failed, was cancelled or interrupted, or is stored without a confirmed message.
   * @throws EngineError TRANSFER_NOT_FOUND; BAD_REQUEST for a claim's result; NOT_CONNECTED
   */
  retry(id: string): void {
    const record = this.#list.get(id)
    const { work, info } = record
    const { state } = info
    if (isMoving(state) || state === 'done') return
    if (state === 'paused') return this.#resume(record)
    if (work === null) {
      throw new EngineError('BAD_REQUEST', 'A result cannot be sent on its own.', {
        hint: 'Complete the claim again.',
      })
    }
    if (!this.#runner.refreshQueue(record, work)) {
      const isAutomatic = state === 'interrupted'
      throw new EngineError('NOT_CONNECTED', 'The connection of this transfer is not ready.', {
        hint: isAutomatic ? 'Connect first; it then continues by itself.' : 'Connect first, then try again.',
        retryable: true,
      })
    }
    this.#runner.start(record, work)
  }

  /** Marks an unconfirmed message as sent, as seen by the user. @throws EngineError TRANSFER_NOT_FOUND */
  confirm(id: string): void {
    const record = this.#list.get(id)
    if (record.info.state === 'unconfirmed' && record.work !== null) this.#runner.confirm(record, record.work)
  }

  /**
   * Takes back submitted files whose messages were not sent yet: stops their uploads, and removes stored
   * objects. `of` is the id of their group, or their own ids. Resolves once everything is removed.
   */
  async takeBack(of: string | readonly string[]): Promise<TakenBack> {
    const records =
      typeof of === 'string'
        ? this.#list.all().filter(({ groupId }) => groupId === of)
        : of.flatMap((id) => (this.#list.has(id) ? [this.#list.get(id)] : []))
    return takeBack(records, this.#runner)
  }

  /** Moves a waiting transfer among the waiting ones. @throws EngineError TRANSFER_NOT_FOUND */
  move(id: string, to: MoveTo): void {
    if (this.#list.move(this.#list.get(id), to)) this.#runner.reorder()
  }

  /** Pauses every transfer that can be paused, but not later ones. Resolves once all are paused. */
  async pauseAll(): Promise<void> {
    await inSlices(this.#lastFirst(), (record) => this.#pause(record))
  }

  /** Resolves once all are resumed. */
  async resumeAll(): Promise<void> {
    await inSlices(this.#list.unfinished(), (record) => this.#resume(record))
  }

  /**
   * Cancels every running, waiting or paused transfer. Stored objects without a message stay. Resolves once
   * all are cancelled.
   */
  async cancelAll(): Promise<void> {
    await inSlices(this.#lastFirst(), (record) => {
      if (isCancelledWithAll(record.info.state)) this.#runner.cancel(record)
    })
  }

  /**
   * Retries every transfer that failed or is stored without a message, if its connection is ready. Each
   * unconfirmed message needs its own decision.
   */
  async retryAll(): Promise<void> {
    await inSlices([...this.#list.unfinished(), ...this.#list.ended()], (record) => {
      const { info, work } = record
      if (work === null || (info.state !== 'failed' && info.state !== 'stored')) return
      if (this.#runner.refreshQueue(record, work)) this.#runner.start(record, work)
    })
  }

  /** Removes every finished transfer from the list, at once. Resolves once the journal has removed them. */
  async clear(): Promise<void> {
    await inSlices(this.#list.clear(), (record) => {
      const { info, work } = record
      if (info.state === 'failed' && work !== null) void this.#runner.runNext(record, () => work.forget())
    })
  }

  /** Sets the combined speed limit of uploads and downloads in bytes per second. `null` removes it. */
  setSpeedLimit(bytesPerSecond: number | null): void {
    this.#limits.setSpeed(bytesPerSecond)
    if (this.#threads !== undefined) this.#threads.isLimited = bytesPerSecond !== null
  }

  /**
   * Resolves once a transfer has finished or needs the user to continue. @throws EngineError
   * TRANSFER_NOT_FOUND
   */
  async finished(id: string): Promise<TransferOutcome> {
    const record = this.#list.get(id)
    await this.#runner.settled(record)
    return endOf(record)
  }

  /**
   * Waits for the outcome of a transfer. Resolves once it is done, has failed or was cancelled, however long
   * it is paused or waits for its connection.
   *
   * @throws EngineError TRANSFER_NOT_FOUND; CANCELLED when the transfers close first; the signal's reason.
   */
  async outcomeOf(id: string, signal?: AbortSignal): Promise<TransferOutcome> {
    const record = this.#list.get(id)
    await this.#runner.ended(record, signal)
    return endOf(record)
  }

  /**
   * Returns the path of a saved file, or `null`. Not for the page. @throws EngineError
   * TRANSFER_NOT_FOUND
   */
  savedPath(id: string): string | null {
    return this.#list.get(id).saved?.path ?? null
  }

  /** Returns a transfer, or `null` if it is not listed. */
  find(id: string): Transfer | null {
    return this.#list.find(id)
  }

  /** Returns the unfinished transfers of these claims, by claim. */
  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer> {
    return this.#list.ofClaims(claimIds)
  }

  snapshot(): TransfersSnapshot {
    return this.#list.snapshot()
  }

  /** Calls the listener after every change, including progress. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#list.changed.on(listener)
  }

  /**
   * Stops everything. Transfers in the journal continue in the next session. Held messages are sent first, as
   * far as the deadline allows. Default: 3,000 ms.
   */
  async close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    await this.#sendHeld(AbortSignal.timeout(deadlineMs / 2))
    await this.#runner.close(AbortSignal.timeout(deadlineMs))
    this.#list.close()
  }

  #upload({ record, work }: NewTransfer<UploadTransfer>): string {
    this.#list.add(record)
    void this.#runner.runNext(record, async () => {
      const error = await this.#planner.add(work)
      if (error !== null && record.info.state === 'waiting') this.#runner.fail(record, error)
    })
    this.#runner.start(record, work)
    return record.info.id
  }

  async #sendHeld(deadline: AbortSignal): Promise<void> {
    if (this.#hold.size === 0) return this.#hold.end()
    const held = this.#list.unfinished().filter(({ info }) => info.state === 'queueing')
    await settleBy(deadline, [
      this.#hold.end(),
      ...held.flatMap(({ running }) => (running === null ? [] : [running])),
    ])
  }

  /**
   * Returns the unfinished transfers in reverse order, because a slot that becomes free must not start a
   * transfer that is stopped next.
   */
  #lastFirst(): TransferRecord[] {
    return this.#list.unfinished().toReversed()
  }

  #pause(record: TransferRecord): void {
    if (record.work !== null && isPausable(record.info.state)) this.#runner.pause(record, record.work)
  }

  #resume(record: TransferRecord): void {
    const { info, work } = record
    if (work === null || info.state !== 'paused') return
    const note = (): Promise<void> => work.noteResume()
    if (this.#runner.refreshQueue(record, work)) this.#runner.start(record, work, note)
    else this.#runner.waitForConnection(record, note)
  }
}

function endOf({ info, saved, failure }: TransferRecord): TransferOutcome {
  return { transfer: info, saved, error: failure }
}
