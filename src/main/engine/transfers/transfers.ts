import type { Direction } from '../../../shared/queues/queues.ts'
import type { Transfer, TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { settledOrAborted } from '../async/settled-or-aborted.ts'
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
import { TransferCommands } from './transfer-commands.ts'
import { TransferFactory } from './transfer-factory.ts'
import type { NewTransfer } from './transfer-factory.ts'
import { noJournal } from './transfer-journal.ts'
import type { TransferJournal } from './transfer-journal.ts'
import { TransferList } from './transfer-list.ts'
import type { TransferOutcome, TransferRecord } from './transfer-record.ts'
import { UploadPlanner } from './upload/upload-planner.ts'
import type { UploadTransfer } from './upload/upload-transfer.ts'

/** Options of {@link Transfers}. */
export interface TransfersOptions {
  /** Default: nothing survives a crash. */
  readonly journal?: TransferJournal
  /** The number of concurrent files of 1 MiB or more. Default: 4. */
  readonly largeSlots?: number
  /** The number of additional concurrent files below 1 MiB. Default: 64. */
  readonly smallSlots?: number
  /** Finds job queues for recovered and retried transfers, and the circuit breakers that transfers wait for. */
  readonly connections?: ConnectionLookup
  /** Reads small files in its own thread. Default: they are read like large ones. */
  readonly reader?: SmallFileReader
  /** The threads that move the bytes of large files. Default: the main thread moves them. */
  readonly threads?: TransferThreads
  /** Returns milliseconds since the epoch. */
  readonly now?: () => number
}

/** This session's uploads and downloads. A transfer's error is not thrown, but appears in the list. */
export class Transfers extends TransferCommands {
  /** Shared by all transfers. Other code that transfers bytes must use it too. */
  readonly limits: TransferLimits
  /** The threads that move the bytes of large files. Other code that transfers large files may use them too. */
  readonly threads: TransferThreads | undefined
  /** The record of multipart uploads. Other code that uploads in parts must use it too. */
  readonly multipart: MultipartJournal
  readonly #limits: SharedLimits
  readonly #now: () => number
  readonly #hold: SendHold
  readonly #recovery: Recovery
  readonly #factory: TransferFactory
  readonly #planner: UploadPlanner<NewTransfer<UploadTransfer>>

  constructor(options: TransfersOptions = {}) {
    const { journal = noJournal, now = Date.now, connections = noConnections } = options
    const { largeSlots, smallSlots, reader, threads } = options
    const limits = new SharedLimits()
    const list = new TransferList(now)
    const hold = new SendHold(now)
    const runner = new Runner({ list, now, largeSlots, smallSlots, connections })
    const factory = new TransferFactory({ journal, limits, reader, threads, list, hold, now })
    super(list, runner)
    this.limits = limits
    this.#limits = limits
    this.threads = threads
    this.#now = now
    this.multipart = journal.multipart
    this.#hold = hold
    this.#factory = factory
    this.#planner = new UploadPlanner((upload, planning, error) => {
      runner.planned(upload.record, planning, error)
    }, reader)
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
    this.list.add(record)
    void this.runner.runNext(record, () => work.plan())
    this.runner.start(record, work)
    return record.info.id
  }

  /** Lists a transfer performed by other code: a claim's result file. */
  track(request: ExternalTransferRequest): ExternalTransfer {
    const record = this.#factory.external(request)
    this.list.add(record)
    return new ExternalTransfer(record, this.list, this.#now)
  }

  /**
   * Lists the previous session's unfinished transfers. A planned upload continues under its key, or
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

  /** Sets the combined speed limit of uploads and downloads in bytes per second. `null` removes it. */
  setSpeedLimit(bytesPerSecond: number | null): void {
    this.#limits.setSpeed(bytesPerSecond)
    if (this.threads !== undefined) this.threads.isLimited = bytesPerSecond !== null
  }

  /**
   * Resolves once a transfer has finished or needs the user to continue. @throws EngineError
   * TRANSFER_NOT_FOUND
   */
  async finished(id: string): Promise<TransferOutcome> {
    const record = this.list.get(id)
    await this.runner.settled(record)
    return endOf(record)
  }

  /**
   * Waits for a transfer's outcome. Resolves once it is done, has failed or was cancelled, however long
   * it is paused or waits for its connection.
   *
   * @throws EngineError TRANSFER_NOT_FOUND; CANCELLED when the transfers close first; the signal's reason.
   */
  async outcomeOf(id: string, signal?: AbortSignal): Promise<TransferOutcome> {
    const record = this.list.get(id)
    await this.runner.ended(record, signal)
    return endOf(record)
  }

  /**
   * Returns the path of a saved file, or `null`. Not for the page. @throws EngineError
   * TRANSFER_NOT_FOUND
   */
  savedPath(id: string): string | null {
    return this.list.get(id).saved?.path ?? null
  }

  /** Returns a transfer, or `null` if it is not listed. */
  find(id: string): Transfer | null {
    return this.list.find(id)
  }

  /** Returns the unfinished transfers of these claims, by claim. */
  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer> {
    return this.list.ofClaims(claimIds)
  }

  snapshot(): TransfersSnapshot {
    return this.list.snapshot()
  }

  /** Calls the listener after every change, including progress. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.list.changed.on(listener)
  }

  /**
   * Stops everything. Transfers in the journal continue in the next session. Held messages are sent first, as
   * far as the deadline allows. Default: 3,000 ms.
   */
  async close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    await this.#sendHeld(AbortSignal.timeout(deadlineMs / 2))
    await this.runner.close(AbortSignal.timeout(deadlineMs))
    this.list.close()
  }

  #upload(upload: NewTransfer<UploadTransfer>): string {
    const { record } = upload
    this.list.add(record)
    this.runner.startNew(record, this.#planner.add(upload))
    return record.info.id
  }

  async #sendHeld(deadline: AbortSignal): Promise<void> {
    if (this.#hold.size === 0) return this.#hold.end()
    const held = this.list.unfinished().filter(({ info }) => info.state === 'queueing')
    await settledOrAborted(deadline, [
      this.#hold.end(),
      ...held.flatMap(({ running }) => (running === null ? [] : [running])),
    ])
  }
}

function endOf({ info, saved, failure }: TransferRecord): TransferOutcome {
  return { transfer: info, saved, error: failure }
}
