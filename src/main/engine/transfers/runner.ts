import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { EngineError, isSignatureMismatch, toWire } from '../errors/engine-error.ts'
import { inSlices } from '../async/in-slices.ts'
import { settledOrAborted } from '../async/settled-or-aborted.ts'
import { ConnectionGate } from './connection-gate.ts'
import type { ConnectionLookup } from './connection-lookup.ts'
import { Scheduler } from './scheduler.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { TransferList } from './transfer-list.ts'
import { untilEnded, untilSettled } from './transfer-outcome.ts'
import { notifyWaiters } from './transfer-record.ts'
import { isEnded, isMoving } from './transfer-states.ts'
import type { RunResult, TransferRecord, TransferWork } from './transfer-record.ts'

/** Dependencies of {@link Runner}. */
export interface RunnerOptions {
  readonly list: TransferList
  readonly now: () => number
  readonly largeSlots?: number | undefined
  readonly smallSlots?: number | undefined
  readonly connections: ConnectionLookup
}

const stopped = (message: string): EngineError => new EngineError('CANCELLED', message)

/**
 * Why a run stops. After `cancel`, the outcome of the run decides the transfer's state. After `drop`, that
 * state is already final.
 */
const reasons = {
  pause: stopped('It was paused.'),
  cancel: stopped('It was cancelled.'),
  drop: stopped('It was cancelled.'),
  close: stopped('Remotejob is closing.'),
}

/** Runs each transfer when it gets a slot, and sets its state according to the outcome. */
export class Runner {
  readonly #list: TransferList
  readonly #now: () => number
  readonly #connections: ConnectionLookup
  readonly #scheduler: Scheduler
  readonly #gate: ConnectionGate
  #closing = false

  constructor({ list, now, largeSlots, smallSlots, connections }: RunnerOptions) {
    this.#list = list
    this.#now = now
    this.#connections = connections
    this.#scheduler = new Scheduler({
      ...(largeSlots !== undefined && { largeSlots }),
      ...(smallSlots !== undefined && { smallSlots }),
      isOpen: (connectionId) => this.#gate.isOpen(connectionId),
      start: (record, release) => this.#startRun(record, release),
    })
    this.#gate = new ConnectionGate(
      connections,
      () => this.#scheduler.startReady(),
      (connectionId) => this.#scheduler.startProbe(connectionId),
    )
  }

  /**
   * Gives the work its connection's current job queue, because the previous one may belong to a closed
   * connection. Returns true if there is one.
   */
  refreshQueue({ info }: TransferRecord, work: TransferWork): boolean {
    work.queue = this.#connections.queueOn(info.connectionId, info.queue) ?? work.queue
    return work.queue !== null
  }

  /**
   * Queues a transfer for a slot once its current work has ended. `first` runs before that, and its errors are
   * ignored.
   */
  start(record: TransferRecord, work: TransferWork, first?: () => Promise<void>): void {
    record.requestCount += 1
    record.failure = null
    this.#list.change(record, { state: 'waiting', error: null, finishedAt: null })
    if (first !== undefined) void this.runNext(record, first)
    this.#waitForSlot(record, work)
  }

  /**
   * Starts a new upload. `planning` is the first thing that it waits for, and many uploads may share it. Call
   * {@link planned} once its plan is made.
   */
  startNew(record: TransferRecord, planning: Promise<void>): void {
    record.requestCount += 1
    record.running = planning
  }

  /** Queues a new upload for a slot once its plan is on disk. If planning failed, ends the upload with `error`. */
  planned(record: TransferRecord, planning: Promise<void>, error: EngineError | null): void {
    if (error !== null && record.info.state === 'waiting') this.fail(record, error)
    // Otherwise the user has paused or cancelled the upload, and that waits for `planning`.
    if (record.running !== planning) return
    record.running = null
    notifyWaiters(record)
    if (record.work !== null) this.#waitForSlot(record, record.work)
  }

  /** Makes a transfer wait for its connection. `first` runs in the meantime, and its errors are ignored. */
  waitForConnection(record: TransferRecord, first: () => Promise<void>): void {
    record.requestCount += 1
    this.#end(record, 'interrupted', null)
    void this.runNext(record, first)
  }

  /** Stops a waiting or running transfer, and keeps its progress. */
  pause(record: TransferRecord, work: TransferWork): void {
    record.requestCount += 1
    this.#scheduler.remove(record)
    record.abort?.abort(reasons.pause)
    this.#list.change(record, { state: 'paused', error: null })
    void this.runNext(record, () => work.notePause())
  }

  /** Stops a transfer at once and removes what it has stored. If its message is being sent, it ends as `stored`. */
  cancel(record: TransferRecord): void {
    const { info, work } = record
    record.requestCount += 1
    this.#scheduler.remove(record)
    const undecided = info.state === 'running' || info.state === 'queueing'
    record.abort?.abort(undecided || work === null ? reasons.cancel : reasons.drop)
    if (undecided || work === null) return
    this.#end(record, 'cancelled', null)
    void this.runNext(record, () => this.#undo(record, work))
  }

  /** Runs a task after the current work of a transfer and before any later work. Its errors are ignored. */
  runNext(record: TransferRecord, task: () => Promise<void>): Promise<void> {
    const before = record.running
    const running = (before === null ? task() : before.then(task))
      .catch(() => undefined)
      .then(() => {
        if (record.running === running) record.running = null
        notifyWaiters(record)
      })
    record.running = running
    return running
  }

  /** Call this after the list's order has changed. */
  reorder(): void {
    this.#scheduler.reorder(this.#list.unfinished())
    this.#scheduler.startReady()
  }

  /** Ends a transfer as failed without running it. */
  fail(record: TransferRecord, error: EngineError): void {
    this.#end(record, 'failed', error)
  }

  /** Lists an upload from the previous session whose message may have been sent. */
  leaveUnconfirmed(record: TransferRecord, error: EngineError): void {
    this.#end(record, 'unconfirmed', error)
  }

  /** Ends an unconfirmed upload as done, because its message was sent. */
  confirm(record: TransferRecord, work: TransferWork): void {
    record.requestCount += 1
    void this.runNext(record, () => work.confirm())
    this.#end(record, 'done', null)
  }

  /** Resolves once a transfer has finished or needs the user to continue. */
  settled(record: TransferRecord): Promise<void> {
    return untilSettled(record, () => this.#closing)
  }

  /**
   * Resolves once a transfer is done, has failed or was cancelled, and its work has ended.
   *
   * @throws EngineError CANCELLED when the runner closes first; the signal's reason.
   */
  ended(record: TransferRecord, signal?: AbortSignal): Promise<void> {
    return untilEnded(record, () => (this.#closing ? reasons.close : null), signal)
  }

  /** Stops all transfers. The next session continues them. */
  async close(deadline: AbortSignal): Promise<void> {
    this.#closing = true
    this.#gate.close()
    const records = this.#list.unfinished()
    for (const record of records) {
      this.#scheduler.remove(record)
      record.abort?.abort(reasons.close)
      if (record.running === null && record.work !== null && isMoving(record.info.state))
        this.#end(record, 'interrupted', null)
    }
    const all = [...records, ...this.#list.ended()]
    await settledOrAborted(
      deadline,
      all.flatMap(({ running }) => (running === null ? [] : [running])),
    )
    for (const record of records) notifyWaiters(record)
  }

  #waitForSlot(record: TransferRecord, work: TransferWork): void {
    const { requestCount, running } = record
    const add = (): void => {
      if (record.requestCount !== requestCount || !isMoving(record.info.state)) return
      if (this.#closing) return this.#end(record, 'interrupted', null)
      this.#scheduler.add(record, work.bytesLeft)
    }
    if (running === null) add()
    else void running.then(add)
  }

  #startRun(record: TransferRecord, release: () => void): void {
    const { work } = record
    if (work === null) return release()
    const abort = new AbortController()
    record.abort = abort
    record.release = release
    this.refreshQueue(record, work)
    const { signal } = abort
    void this.runNext(record, async () => {
      const after = await this.#run(record, work, signal)
      record.release = null
      release()
      this.#gate.onRunEnd(record)
      await after?.()
    })
  }

  /** Runs a transfer once. Returns what to do after its slot is free. */
  async #run(
    record: TransferRecord,
    work: TransferWork,
    signal: AbortSignal,
  ): Promise<(() => Promise<void>) | null> {
    const result = await work.run(signal).catch(toEngineError)
    const { reason } = signal
    const stoppedEarly = signal.aborted && result instanceof EngineError
    if (!stoppedEarly) return this.#settle(record, work, result)
    if (reason === reasons.close) this.#end(record, 'interrupted', null)
    if (reason !== reasons.cancel) return null
    this.#end(record, 'cancelled', null)
    return () => this.#undo(record, work)
  }

  #settle(
    record: TransferRecord,
    work: TransferWork,
    result: RunResult | EngineError,
  ): (() => Promise<void>) | null {
    const circuit = this.#gate.circuit(record.info.connectionId)
    if (result === 'done') {
      circuit?.succeed()
      this.#end(record, 'done', null)
      return null
    }
    if ('unconfirmed' in result) {
      circuit?.succeed()
      this.#end(record, 'unconfirmed', result.unconfirmed)
      return null
    }
    const error = result instanceof EngineError ? result : result.stored
    circuit?.report(error)
    if (circuit !== null && opensCircuit(error)) {
      this.#list.change(record, { state: 'reconnecting', error: toWire(error) })
      this.#waitForSlot(record, work)
      return null
    }
    // A wrong signature may affect only this file.
    if (circuit !== null && error.code === 'CREDENTIALS' && !isSignatureMismatch(error)) {
      this.#waitForKeys(record, error)
      return null
    }
    if (!(result instanceof EngineError)) {
      this.#end(record, 'stored', error)
      return null
    }
    this.#end(record, 'failed', error)
    if (error.code === 'STORAGE_FULL' || error.code === 'READ_ONLY')
      this.#pauseUploads(record.info.connectionId)
    return () => work.noteFailure(error)
  }

  /**
   * Without keys, every transfer on the connection would fail. They wait until the user has made it ready
   * again, with a code, a sign-in or other keys.
   */
  #waitForKeys(failed: TransferRecord, error: EngineError): void {
    const { connectionId } = failed.info
    this.#end(failed, 'interrupted', error)
    void inSlices(this.#list.unfinished(), (record) => {
      if (record.info.connectionId !== connectionId || record.info.state !== 'waiting') return
      record.requestCount += 1
      this.#scheduler.remove(record)
      this.#end(record, 'interrupted', error)
    })
  }

  /** Pauses the waiting uploads, because each would fail in the same way. Saves continue. */
  #pauseUploads(connectionId: string): void {
    void inSlices(this.#list.unfinished(), (record) => {
      const { info, work } = record
      if (info.connectionId !== connectionId || info.kind === 'save' || info.state !== 'waiting') return
      if (work !== null) this.pause(record, work)
    })
  }

  #undo(record: TransferRecord, work: TransferWork): Promise<void> {
    this.refreshQueue(record, work)
    return work.undo()
  }

  #end(
    record: TransferRecord,
    state: 'done' | 'stored' | 'unconfirmed' | 'failed' | 'cancelled' | 'interrupted',
    error: EngineError | null,
  ): void {
    record.failure = error
    if (state === 'done') {
      record.work = null
      record.abort = null
      record.meter = null
    }
    this.#list.change(record, {
      state,
      error: error === null ? null : toWire(error),
      finishedAt: isEnded(state) ? this.#now() : null,
    })
    if (record.running === null) notifyWaiters(record)
  }
}
