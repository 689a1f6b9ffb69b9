import type { QueuesSnapshot } from '../../../shared/queues/queues.ts'
import type { DeadLetterReading, DepthReading } from './depth-reading.ts'
import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { DepthReaders } from './depth-readers.ts'
import { CircuitListeners } from './circuit-listeners.ts'
import { defaultIntervals, type IntervalBounds } from './poll-interval.ts'
import { PollPace, type WindowChange } from './poll-pace.ts'
import { QueueDepthReader, type ReadDepths } from './queue-depth-reader.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { RequestBudgets } from './request-budgets.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import type { DepthPollerOptions } from './depth-poller-options.ts'

/**
 * Reads the depths of the job queues of all connections, within a request budget. The queue on screen is
 * read often: its `pending` at least every 2 s while the window has the focus and the budget lasts, the other
 * statuses while they change. If the server reports changes, an unchanged queue is read rarely. Queues that are not
 * on screen are read rarely, too, and only their `pending`. It never receives a message.
 */
export class DepthPoller {
  readonly #intervals: IntervalBounds
  readonly #timeoutMs: number
  readonly #now: () => number
  readonly #after: After
  readonly #budgets: RequestBudgets
  readonly #pace: PollPace
  readonly #changed = new Emitter()
  readonly #read = new Emitter<DepthReading>()
  readonly #counted = new Emitter<DeadLetterReading>()
  /** The next reading of each queue. */
  readonly #plans = new Map<QueueDepthReader, { readonly everyMs: number; readonly stop: () => void }>()
  readonly #circuits = new CircuitListeners()
  readonly #readers = new DepthReaders()
  #connectionId = ''
  #watched: string | null = null
  #closed = false
  #revision = 0

  constructor(options: DepthPollerOptions = {}) {
    this.#intervals = { ...defaultIntervals, ...options.intervals }
    this.#timeoutMs = options.timeoutMs ?? 15_000
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
    const isFree = options.isFree ?? (() => false)
    this.#budgets = new RequestBudgets(options.budgetPerHour ?? 2_000, isFree, this.#now)
    this.#pace = new PollPace({
      intervals: this.#intervals,
      budgets: this.#budgets,
      reportsChanges: options.reportsChanges ?? (() => false),
      now: this.#now,
      watched: () => this.#watchedReader,
      readers: () => this.#readers.all,
    })
  }

  /** Sets the connection on screen. The queues of other connections are still read, but rarely. */
  activate(connectionId: string): void {
    if (connectionId === this.#connectionId) return
    this.#connectionId = connectionId
    this.#planAll()
    this.#notify()
  }

  /**
   * Sets the job queues to read on a connection. Those that were already read keep their readings. While
   * `circuit` is not closed, nothing is read: its probe detects when the server is back.
   */
  setQueues(queues: readonly JobQueue[], connectionId: string, circuit: CircuitBreaker | null = null): void {
    for (const reader of this.#readers.ofConnection(connectionId)) this.#cancelPlan(reader)
    this.#readers.replace(connectionId, queues, (queue, previous) => {
      const reader: QueueDepthReader = new QueueDepthReader({
        queue,
        connectionId,
        previous,
        intervals: this.#intervals,
        budget: this.#budgets.of(connectionId),
        now: this.#now,
        timeoutMs: this.#timeoutMs,
        onRead: (error, depths) => this.#onRead(reader, error, depths),
        onDeadLetters: () => this.#onDeadLetters(reader),
      })
      return reader
    })
    this.#circuits.set(connectionId, circuit, () => this.#onCircuit(connectionId))
    this.#planAll()
    this.#notify()
  }

  /** Forgets the queues of all other connections. */
  keepOnly(connectionIds: ReadonlySet<string>): void {
    for (const id of this.#circuits.connectionIds) {
      if (connectionIds.has(id)) continue
      this.setQueues([], id)
      this.#circuits.forget(id)
    }
  }

  /** The job queue on screen, or `null`. */
  get watched(): string | null {
    return this.#watched
  }

  /** Sets the job queue on screen, or `null`, and reads it at once. */
  watch(name: string | null): void {
    if (name === this.#watched) return
    this.#watched = name
    const reader = this.#watchedReader
    if (reader !== undefined && this.#mayRead(reader)) reader.dead.start('at once')
    this.#planAll()
    this.#notify()
  }

  /** Sets the window's focus. */
  setFocused(focused: boolean): void {
    this.#setWindow({ focused })
  }

  /** Sets the window's visibility. A minimized window is hidden. */
  setVisible(visible: boolean): void {
    this.#setWindow({ visible })
  }

  /** The budgets, shared with other code that reads what is on screen. */
  get budgets(): RequestBudgets {
    return this.#budgets
  }

  /** Sets the maximum number of requests per hour to servers that charge for them. */
  setBudget(perHour: number): void {
    this.#budgets.charged.setPerHour(perHour)
    this.#planAll()
    this.#notify()
  }

  /** Reads all of a job queue's statuses now. Resolves when done. If it fails, the snapshot contains the error. */
  async refresh(name: string): Promise<void> {
    const reader = this.#readerOf(name)
    if (reader === undefined) return
    this.#circuits.of(reader.connectionId)?.tryNow()
    await reader.reading
    if (this.#mayRead(reader)) reader.start('all')
    await reader.reading
    if (this.#mayRead(reader)) reader.dead.start('at once')
    await reader.dead.reading
  }

  /**
   * Call this after an action that changes a queue. Reads the queue at once, and again soon afterwards,
   * because counts lag.
   */
  refreshSoon(name: string): void {
    const reader = this.#readerOf(name)
    if (reader === undefined) return
    reader.interval.onChange()
    reader.readAllNext()
    this.#plan(reader, this.#pace.soonMs(reader))
  }

  /** Call this after anything has changed on a connection that reports changes. */
  noteChange(connectionId: string): void {
    for (const reader of this.#readers.ofConnection(connectionId)) {
      const wasQuiet = this.#pace.isQuiet(reader)
      reader.noteChange()
      if (!wasQuiet) continue
      reader.readAllNext()
      this.#plan(reader, this.#pace.soonMs(reader))
    }
  }

  /** Call this after an action on dead letters. Counts them again, in addition to the depths. */
  deadLettersChanged(name: string): void {
    const reader = this.#readerOf(name)
    if (reader !== undefined && this.#mayRead(reader)) reader.dead.start('at once')
    this.refreshSoon(name)
  }

  snapshot(): QueuesSnapshot {
    return {
      revision: this.#revision,
      // Until its queues are set, the empty list must not look complete.
      connectionId: this.#circuits.has(this.#connectionId) ? this.#connectionId : '',
      queues: this.#readers
        .ofConnection(this.#connectionId)
        .map((reader) => reader.state(reader === this.#watchedReader ? this.#shownIntervalMs(reader) : null)),
      requestsPerHour: this.#pace.requestsPerHour(this.#plans),
    }
  }

  /** Calls the listener on every change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Calls the listener after each successful reading. Returns a function that removes it. */
  onReading(listener: (reading: DepthReading) => void): () => void {
    return this.#read.on(listener)
  }

  /** Calls the listener after a queue's dead letters were counted. Returns a function that removes it. */
  onDeadLetters(listener: (reading: DeadLetterReading) => void): () => void {
    return this.#counted.on(listener)
  }

  /** Resolves when no request is in progress. */
  async settled(): Promise<void> {
    await this.#readers.settled()
  }

  /** Stops reading, and waits until no request is in progress. */
  async close(): Promise<void> {
    this.#closed = true
    this.#circuits.close()
    for (const reader of this.#readers.all) this.#cancelPlan(reader)
    await this.#readers.close()
  }

  #setWindow(change: WindowChange): void {
    const changed = this.#pace.setWindow(change)
    if (changed === 'nothing') return
    if (changed === 'shown') {
      this.#watchedReader?.interval.onChange()
      this.#watchedReader?.readAllNext()
    }
    this.#planAll()
    this.#notify()
  }

  get #watchedReader(): QueueDepthReader | undefined {
    return this.#watched === null ? undefined : this.#readerOf(this.#watched)
  }

  /** Returns a job queue's reader on the connection that is on screen. */
  #readerOf(queue: string): QueueDepthReader | undefined {
    return this.#readers.of(this.#connectionId, queue)
  }

  /** Returns how often a queue is read, 0 if its changes are reported, or `null` if it is not read. */
  #shownIntervalMs(reader: QueueDepthReader): number | null {
    const plan = this.#plans.get(reader)
    if (plan === undefined) return null
    return this.#pace.isQuiet(reader) ? 0 : plan.everyMs
  }

  #mayRead(reader: QueueDepthReader): boolean {
    return !this.#closed && !this.#circuits.isDown(reader.connectionId) && this.#pace.isAffordable(reader)
  }

  #planAll(): void {
    for (const reader of this.#readers.all) {
      const read = this.#pace.isWatched(reader) && reader.oldest === null ? null : reader.newest
      const intervalMs = this.#pace.intervalOf(reader)
      this.#plan(reader, read === null ? 0 : Math.max(0, read + intervalMs - this.#now()))
    }
  }

  #plan(reader: QueueDepthReader, delayMs: number): void {
    this.#cancelPlan(reader)
    if (this.#closed || this.#circuits.isDown(reader.connectionId)) return
    const stop = this.#after(delayMs, () => this.#onDue(reader))
    this.#plans.set(reader, { everyMs: this.#pace.intervalOf(reader), stop })
  }

  #cancelPlan(reader: QueueDepthReader): void {
    this.#plans.get(reader)?.stop()
    this.#plans.delete(reader)
  }

  #onDue(reader: QueueDepthReader): void {
    const isWatched = this.#pace.isWatched(reader)
    // A reading in progress plans the next one when it is done.
    if (reader.reading !== null) return
    if (this.#mayRead(reader) && reader.start(this.#pace.due(reader), isWatched)) return
    this.#plan(reader, this.#pace.retryMs(reader))
  }

  #onRead(reader: QueueDepthReader, error: EngineError | null, depths: ReadDepths): void {
    if (error === null) this.#circuits.of(reader.connectionId)?.succeed()
    else this.#circuits.of(reader.connectionId)?.report(error)
    this.#plan(reader, this.#pace.intervalOf(reader))
    if (error === null) {
      this.#read.emit({
        connectionId: reader.connectionId,
        queue: reader.name,
        at: this.#now(),
        depths,
        nextWithinMs: this.#pace.maxMs(reader),
      })
    }
    this.#notify()
  }

  #onDeadLetters(reader: QueueDepthReader): void {
    this.#counted.emit({ connectionId: reader.connectionId, queue: reader.name, dead: reader.dead.state() })
    this.#notify()
  }

  #onCircuit(connectionId: string): void {
    for (const reader of this.#readers.ofConnection(connectionId)) {
      if (this.#circuits.isDown(reader.connectionId)) this.#cancelPlan(reader)
      else if (!this.#plans.has(reader) && reader.reading === null) this.#plan(reader, 0)
    }
    this.#notify()
  }

  #notify(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
