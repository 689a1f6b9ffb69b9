import { randomUUID } from 'node:crypto'
import type { Direction } from '../../../shared/queues.ts'
import type { MoveTo, TransfersSnapshot } from '../../../shared/transfers.ts'
import type { FileReader } from '../files/small-file-reader.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { CircuitFor } from './connection-gate.ts'
import { noConnections, type ConnectionLookup } from './connection-lookup.ts'
import { displayName, uploadFields } from './file-to-upload.ts'
import type { UploadRequest } from './file-to-upload.ts'
import { noJournal } from './transfer-journal.ts'
import type { TransferJournal, UnfinishedSave, UnfinishedUpload } from './transfer-journal.ts'
import type { MultipartJournal } from '../uploads/multipart-journal.ts'
import { Planning } from './upload-planner.ts'
import { Runner } from './runner.ts'
import { plannedSave } from './save-transfer.ts'
import type { SaveObjectRequest } from './save-transfer.ts'
import { SharedLimits } from '../limits/shared-limits.ts'
import { TakeUp } from './recovery.ts'
import { TrackedTransfer } from './external-transfer.ts'
import type { TrackRequest } from './external-transfer.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import { TransferCommands } from './transfer-commands.ts'
import { TransferList } from './transfer-list.ts'
import { TransferMaker } from './transfer-factory.ts'
import { newRecord } from './transfer-record.ts'
import type { TransferEnd, TransferRecord, TransferWork } from './transfer-record.ts'
import type { UploadDraft } from './upload-state.ts'

/** Finds a connection's job queue as it is now; `null` while its connection is not ready. */
export type QueueFor = (connectionId: string, queueName: string) => JobQueue | null

/** `largeTurns` (4) large transfers run at once; files under 1 MiB have `smallTurns` (32) of their own. */
export interface TransfersOptions {
  readonly journal?: TransferJournal
  readonly largeTurns?: number
  readonly smallTurns?: number
  /** Finds job queues for recovered and retried transfers, and the circuit breakers that transfers wait for. */
  readonly connections?: ConnectionLookup
  /** Reads small files aside of the main thread. */
  readonly reader?: FileReader
  readonly now?: () => number
}

/** All uploads and downloads of this run. Nothing here throws later: what goes wrong ends in the list. */
export class Transfers {
  readonly #now: () => number
  readonly #limits = new SharedLimits()
  /** What bounds all transfers together; whoever moves bytes beside them asks there too. */
  readonly limits: TransferLimits = this.#limits
  /** Where uploads in parts are written down; whoever sends some beside the transfers notes them there too. */
  readonly multipart: MultipartJournal
  readonly #list: TransferList
  readonly #runner: Runner
  readonly #commands: TransferCommands
  readonly #takeUp: TakeUp
  readonly #maker: TransferMaker
  readonly #planning: Planning
  #queueFor: QueueFor

  constructor(options: TransfersOptions = {}) {
    const { journal = noJournal, now = Date.now, connections = noConnections } = options
    this.#now = now
    this.#queueFor = (connectionId, name) => connections.queueOn(connectionId, name)
    const list = new TransferList(now)
    // The job queue of before may belong to a session that is over.
    const renew = ({ facts }: TransferRecord, work: TransferWork): void => {
      work.queue = this.#queueFor(facts.connectionId, facts.queue) ?? work.queue
    }
    const { largeTurns, smallTurns, reader } = options
    const circuitFor: CircuitFor = (connectionId) => connections.circuitFor(connectionId)
    const runner = new Runner({ list, now, largeTurns, smallTurns, circuitFor, renew })
    this.#planning = new Planning(reader)
    this.multipart = journal.multipart
    this.#list = list
    this.#runner = runner
    this.#commands = new TransferCommands(list, runner, renew)
    this.#maker = new TransferMaker({ journal, limits: this.#limits, reader, list })
    this.#takeUp = new TakeUp({ list, runner, renew, maker: this.#maker, multipart: journal.multipart })
  }

  /** Stores the file in the `in` bucket, then sends its message to `pending`. Answers with the transfer's id. */
  submit(request: UploadRequest): string {
    return this.#upload('submit', request, 'in')
  }

  /** Stores the file without a message. Answers with the transfer's id. */
  store(request: UploadRequest & { readonly direction: Direction }): string {
    return this.#upload('store', request, request.direction)
  }

  /** Resolves once the plan of every upload handed in so far is on disk, or has failed. */
  planned(): Promise<void> {
    return this.#planning.done()
  }

  /** Saves an object as a file. Answers with the transfer's id. */
  save(request: SaveObjectRequest): string {
    const plan = plannedSave(request, randomUUID(), this.#now())
    const { record, work } = this.#maker.save(plan, request.queue)
    this.#list.add(record)
    void this.#runner.hold(record, () => work.plan())
    this.#runner.begin(record, work)
    return plan.id
  }

  /** Lists a transfer that somebody else drives: the result files of a claim. */
  track(request: TrackRequest): TrackedTransfer {
    const record = newRecord({ ...request, id: randomUUID(), createdAt: this.#now() }, null)
    this.#list.add(record)
    return new TrackedTransfer(record, this.#list, this.#now)
  }

  /**
   * Takes up what a former run left: a planned file goes on under its key, from its start where it has changed
   * since; a stored one only gets its message. Where there is no job queue yet it waits for `resumeConnection`.
   * What had failed or was paused is listed so, for the person.
   */
  takeUp(uploads: readonly UnfinishedUpload[], queueFor: QueueFor = this.#queueFor): void {
    this.#queueFor = queueFor
    this.#takeUp.uploads(uploads)
  }

  /** Takes up the saves that a former run left, as {@link takeUp} does with uploads. */
  takeUpSaves(saves: readonly UnfinishedSave[]): void {
    this.#takeUp.saves(saves)
  }

  /**
   * Goes on with what waits for this connection. By `queue`, any of its job queues, what lies on the server of
   * uploads in parts that nobody goes on with is removed.
   */
  resumeConnection(connectionId: string, queue?: JobQueue): void {
    this.#takeUp.connectionReady(connectionId, queue ?? null)
  }

  /**
   * Stops a transfer; what it has so far stays, on the server or beside its goal, and it stays paused through a
   * restart. Nothing happens to one whose message is being sent. @throws EngineError TRANSFER_NOT_FOUND
   */
  pause(id: string): void {
    this.#commands.pause(this.#list.get(id))
  }

  /** Lets a paused transfer go on in its turn. @throws EngineError TRANSFER_NOT_FOUND */
  resume(id: string): void {
    this.#commands.resume(this.#list.get(id))
  }

  /**
   * Stops a transfer at once and takes back what it left; nothing happens to one that has ended. Where the
   * message is being sent already, the transfer ends as `stored`: only a second cancel removes the object.
   * @throws EngineError TRANSFER_NOT_FOUND
   */
  cancel(id: string): void {
    this.#commands.cancel(this.#list.get(id))
  }

  /**
   * Tries again what failed, was cancelled, interrupted, or is stored without a message.
   * @throws EngineError TRANSFER_NOT_FOUND; BAD_REQUEST for a claim's result; NOT_CONNECTED
   */
  retry(id: string): void {
    this.#commands.retry(this.#list.get(id))
  }

  /** Moves one that waits among those that wait. @throws EngineError TRANSFER_NOT_FOUND */
  move(id: string, to: MoveTo): void {
    this.#commands.move(this.#list.get(id), to)
  }

  /** Pauses all that can be. What is submitted later is not paused. */
  pauseAll(): void {
    this.#commands.pauseAll()
  }

  resumeAll(): void {
    this.#commands.resumeAll()
  }

  /** Cancels all that moves, waits or is paused; a stored object without a message stays. */
  cancelAll(): void {
    this.#commands.cancelAll()
  }

  /** Tries all again that failed, and sends the message of what is stored without one. */
  retryAll(): void {
    this.#commands.retryAll()
  }

  /** Takes what has ended off the list. */
  clear(): void {
    this.#commands.clear()
  }

  /** Bounds uploads and downloads together, in bytes a second, from now on; `null`: as fast as it goes. */
  setSpeedLimit(bytesPerSecond: number | null): void {
    this.#limits.setSpeed(bytesPerSecond)
  }

  /** Resolves when the transfer has ended or can go no further by itself. @throws EngineError TRANSFER_NOT_FOUND */
  async finished(id: string): Promise<TransferEnd> {
    const record = this.#list.get(id)
    await this.#runner.settled(record)
    return { transfer: record.facts, saved: record.saved, error: record.failure }
  }

  /**
   * How a transfer ends. Resolves once it is done, has failed or was cancelled, however long the user pauses it or its
   * connection is not ready.
   * @throws EngineError TRANSFER_NOT_FOUND; CANCELLED when the transfers close first; the signal's reason.
   */
  async outcomeOf(id: string, signal?: AbortSignal): Promise<TransferEnd> {
    const record = this.#list.get(id)
    await this.#runner.ended(record, signal)
    return { transfer: record.facts, saved: record.saved, error: record.failure }
  }

  /** Where a save went, or `null`. For main only. @throws EngineError TRANSFER_NOT_FOUND */
  savedPath(id: string): string | null {
    return this.#list.get(id).saved?.path ?? null
  }

  snapshot(): TransfersSnapshot {
    return this.#list.snapshot()
  }

  /** Calls the listener at every change, progress included; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#list.changed.on(listener)
  }

  /** Stops all that runs, as a quit does: what is in the journal goes on at the next start. Default 3,000 ms. */
  async close({ deadlineMs = 3_000 }: { readonly deadlineMs?: number } = {}): Promise<void> {
    await this.#runner.close(AbortSignal.timeout(deadlineMs))
    this.#list.close()
  }

  #upload(kind: UploadDraft['kind'], request: UploadRequest, direction: Direction): string {
    const { queue, connectionId, path, bytesTotal } = request
    const id = randomUUID()
    const file = { path, name: displayName(request), fields: uploadFields(request) }
    const to = { connectionId, queue: queue.config.name, direction, key: randomUUID() }
    const draft: UploadDraft = { id, kind, ...to, ...file, createdAt: this.#now() }
    const { record, work } = this.#maker.upload(draft, bytesTotal, queue)
    this.#list.add(record)
    void this.#runner.hold(record, async () => {
      const error = await this.#planning.add(work)
      if (error !== null && record.facts.state === 'waiting') this.#runner.fail(record, error)
    })
    this.#runner.begin(record, work)
    return id
  }
}
