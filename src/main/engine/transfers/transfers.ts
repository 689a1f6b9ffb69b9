import { randomUUID } from 'node:crypto'
import type { Direction } from '../../../shared/queues.ts'
import type { TransfersSnapshot } from '../../../shared/transfers.ts'
import { EngineError, toWire } from '../errors.ts'
import type { JobQueue } from '../job-queue.ts'
import { settledBy } from './deadline.ts'
import { noJournal } from './journal.ts'
import type { TransferJournal, UnfinishedUpload } from './journal.ts'
import { plannedSave, Save } from './save.ts'
import type { SaveObjectRequest, SavePlace } from './save.ts'
import { Slots } from './slots.ts'
import { toEngineError } from './to-engine-error.ts'
import { TrackedTransfer } from './tracked-transfer.ts'
import type { TrackRequest } from './tracked-transfer.ts'
import { TransferList } from './transfer-list.ts'
import { isEnded, isMoving, newRecord } from './transfer-record.ts'
import type { TransferEnd, TransferRecord, TransferWork } from './transfer-record.ts'
import { Upload } from './upload.ts'
import type { UploadGoal, UploadPlace, UploadRequest } from './upload.ts'

const smallBytes = 1024 * 1024

/** Finds a connection's job queue as it is now; `null` while its connection is not ready. */
export type QueueFor = (connectionId: string, queueName: string) => JobQueue | null

/** `largeSlots` (4) large transfers run at once; files under 1 MiB have `smallSlots` (8) of their own. */
export interface TransfersOptions {
  readonly journal?: TransferJournal
  readonly largeSlots?: number
  readonly smallSlots?: number
  /** For uploads of a former run, and for all that is tried again after its connection was made anew. */
  readonly queueFor?: QueueFor
  readonly now?: () => number
}

/** All uploads and downloads of this run. Nothing here throws later: what goes wrong ends in the list. */
export class Transfers {
  readonly #journal: TransferJournal
  readonly #now: () => number
  readonly #large: Slots
  readonly #small: Slots
  readonly #list: TransferList
  readonly #plans = new Set<Promise<unknown>>()
  readonly #afterthoughts = new Set<Promise<unknown>>()
  #queueFor: QueueFor
  #closing = false

  constructor(options: TransfersOptions = {}) {
    this.#journal = options.journal ?? noJournal
    this.#now = options.now ?? Date.now
    this.#large = new Slots(options.largeSlots ?? 4)
    this.#small = new Slots(options.smallSlots ?? 8)
    this.#list = new TransferList(this.#now)
    this.#queueFor = options.queueFor ?? (() => null)
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
  async planned(): Promise<void> {
    await Promise.all(this.#plans)
  }

  /** Saves an object as a file. Answers with the transfer's id. */
  save(request: SaveObjectRequest): string {
    const id = randomUUID()
    const plan = plannedSave(request, id, this.#now())
    const place: SavePlace = {
      journal: this.#journal.saves,
      slot: (bytes, signal) => this.#slot(bytes, signal),
      change: (change) => this.#list.change(record, change),
      saved: (saved) => {
        record.saved = saved
      },
    }
    const work = new Save(plan, place, request.queue)
    const record = newRecord(
      {
        id,
        kind: 'save',
        connectionId: plan.connectionId,
        queue: plan.queue,
        direction: plan.direction,
        name: work.name,
        key: plan.key,
        bytesTotal: plan.bytesTotal,
        claimId: plan.claimId,
        createdAt: plan.createdAt,
      },
      work,
    )
    this.#list.add(record)
    this.#start(record, work)
    return id
  }

  /** Lists a transfer that somebody else drives: the result files of a claim. */
  track(request: TrackRequest): TrackedTransfer {
    const record = newRecord({ ...request, id: randomUUID(), createdAt: this.#now() }, null)
    this.#list.add(record)
    return new TrackedTransfer(record, this.#list, this.#now)
  }

  /**
   * Takes up what a former run left: a planned file that is still the same is uploaded again under its key,
   * a stored one only gets its message. Where there is no job queue yet it waits for `resumeConnection`. What
   * had failed is listed as failed, for the person to try again.
   */
  resume(uploads: readonly UnfinishedUpload[], queueFor: QueueFor = this.#queueFor): void {
    this.#queueFor = queueFor
    for (const former of uploads) {
      if (this.#list.has(former.id)) continue
      const { queue: queueName, step, key: _key, size, mtimeMs: _m, ino: _i, ...goal } = former
      const { record, work } = this.#newUpload({ ...goal, queueName }, null, former)
      record.facts = { ...record.facts, state: 'interrupted', bytesTotal: size, key: former.key }
      this.#list.add(record)
      if (step === 'failed') this.#end(record, 'failed', failedBefore())
      else this.#takeUp(record, work)
    }
  }

  /** Goes on with what waits for this connection. */
  resumeConnection(connectionId: string): void {
    for (const record of this.#list.all()) {
      const { facts, work } = record
      if (facts.state !== 'interrupted' || facts.connectionId !== connectionId) continue
      if (work instanceof Upload) this.#takeUp(record, work)
    }
  }

  /**
   * Stops a transfer at once and takes back what it left; nothing happens to one that has ended. Where the
   * message is being sent already, the transfer ends as `stored`: only a second cancel removes the object.
   * @throws EngineError TRANSFER_NOT_FOUND
   */
  cancel(id: string): void {
    const record = this.#list.get(id)
    const { state } = record.facts
    if (isEnded(state)) return
    const cancelled = new EngineError('CANCELLED', 'It was cancelled.')
    record.abort.abort(cancelled)
    if (isMoving(state)) return
    this.#end(record, 'cancelled', null)
    const { work } = record
    if (work === null) return
    this.#renewQueue(record, work)
    record.running = this.#later(work.undo())
  }

  /**
   * Tries again what failed, was cancelled, interrupted, or is stored without a message.
   * @throws EngineError TRANSFER_NOT_FOUND; BAD_REQUEST for a claim's result; NOT_CONNECTED
   */
  retry(id: string): void {
    const record = this.#list.get(id)
    const { facts, work } = record
    if (isMoving(facts.state) || facts.state === 'done') return
    if (work === null) {
      throw new EngineError('BAD_REQUEST', 'A result cannot be sent on its own.', {
        hint: 'Complete the claim again.',
      })
    }
    this.#renewQueue(record, work)
    if (work.queue === null) {
      throw new EngineError('NOT_CONNECTED', 'The connection of this upload is not ready.', {
        hint:
          facts.state === 'interrupted'
            ? 'Connect first; it then goes on by itself.'
            : 'Connect first, then try again.',
        retryable: true,
      })
    }
    // An undo under way must not remove what the new try stores.
    this.#start(record, work, record.running)
  }

  /** Takes what has ended off the list. */
  clear(): void {
    for (const record of this.#list.clear()) {
      if (record.facts.state === 'failed' && record.work !== null) void this.#later(record.work.forget())
    }
  }

  /** Resolves when the transfer has ended or can go no further by itself. @throws EngineError TRANSFER_NOT_FOUND */
  async finished(id: string): Promise<TransferEnd> {
    const record = this.#list.get(id)
    let running: Promise<void>
    do {
      running = record.running
      await running
    } while (running !== record.running)
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
    this.#closing = true
    const records = this.#list.all().filter(({ facts }) => isMoving(facts.state))
    for (const { abort } of records) abort.abort(new EngineError('CANCELLED', 'Remotejob is closing.'))
    const work = [...records.map(({ running }) => running), ...this.#afterthoughts]
    await settledBy(AbortSignal.timeout(deadlineMs), work)
    this.#list.close()
  }

  #upload(kind: UploadGoal['kind'], request: UploadRequest, direction: Direction): string {
    const { queue, connectionId, path, name, fields } = request
    const of = { connectionId, queueName: queue.config.name, direction, path, name, fields }
    const goal: UploadGoal = { id: randomUUID(), kind, ...of, createdAt: this.#now() }
    const { record, work } = this.#newUpload(goal, queue)
    record.facts = { ...record.facts, bytesTotal: request.bytesTotal }
    this.#list.add(record)
    const plan = work.plan().catch(() => undefined)
    this.#plans.add(plan)
    void plan.then(() => this.#plans.delete(plan))
    this.#start(record, work)
    return goal.id
  }

  #newUpload(
    goal: UploadGoal,
    queue: JobQueue | null,
    former?: UnfinishedUpload,
  ): { readonly record: TransferRecord; readonly work: Upload } {
    const { id, kind, connectionId, direction, name, createdAt } = goal
    const place: UploadPlace = {
      journal: this.#journal.uploads,
      slot: (bytes, signal) => this.#slot(bytes, signal),
      change: (change) => this.#list.change(record, change),
    }
    const work = new Upload(goal, place, queue, former)
    const facts = { id, kind, connectionId, queue: goal.queueName, direction, name, createdAt }
    const record = newRecord(facts, work)
    return { record, work }
  }

  #takeUp(record: TransferRecord, work: Upload): void {
    this.#renewQueue(record, work)
    if (work.queue !== null) this.#start(record, work)
  }

  // The job queue of before may belong to a session that is over.
  #renewQueue({ facts }: TransferRecord, work: TransferWork): void {
    work.queue = this.#queueFor(facts.connectionId, facts.queue) ?? work.queue
  }

  #start(record: TransferRecord, work: TransferWork, after: Promise<void> = Promise.resolve()): void {
    const abort = new AbortController()
    record.abort = abort
    record.failure = null
    this.#list.change(record, { state: 'waiting', error: null, endedAt: null })
    record.running = after.then(() => this.#run(record, work, abort.signal))
  }

  async #run(record: TransferRecord, work: TransferWork, signal: AbortSignal): Promise<void> {
    try {
      const result = await work.run(signal)
      if (result === 'done') this.#end(record, 'done', null)
      else this.#end(record, 'stored', result.stored)
    } catch (error) {
      if (!signal.aborted) return this.#end(record, 'failed', toEngineError(error))
      if (this.#closing) return this.#end(record, 'interrupted', null)
      this.#end(record, 'cancelled', null)
      await this.#later(work.undo())
    }
  }

  #end(
    record: TransferRecord,
    state: 'done' | 'stored' | 'failed' | 'cancelled' | 'interrupted',
    error: EngineError | null,
  ): void {
    record.failure = error
    this.#list.change(record, {
      state,
      error: error === null ? null : toWire(error),
      endedAt: isEnded(state) ? this.#now() : null,
    })
  }

  #slot(bytes: number | null, signal: AbortSignal): Promise<() => void> {
    return (bytes !== null && bytes < smallBytes ? this.#small : this.#large).take(signal)
  }

  #later(work: Promise<void>): Promise<void> {
    const settled = work.catch(() => undefined)
    this.#afterthoughts.add(settled)
    void settled.then(() => this.#afterthoughts.delete(settled))
    return settled
  }
}

function failedBefore(): EngineError {
  return new EngineError('INTERNAL', 'It failed before Remotejob was closed.', {
    hint: 'Try again uploads the file as it is now.',
    retryable: true,
  })
}
