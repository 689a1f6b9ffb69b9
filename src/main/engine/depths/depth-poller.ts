import type { QueuesSnapshot } from '../../../shared/queues/queues.ts'
import type { DeadLetterReading, DepthReading } from './depth-reading.ts'
import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { defaultIntervals, type Attention, type IntervalBounds } from './poll-interval.ts'
import { maxRequests } from './max-requests.ts'
import { QueueDepthReader, type ReadDepths } from './queue-depth-reader.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { RequestBudget } from './request-budget.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

const hourMs = 60 * 60 * 1_000
/** Below this level of the budget, only the watched queue is read. */
const reserve = 0.2
const soonMs = 1_000

/** Options of a {@link DepthPoller}. */
export interface DepthPollerOptions {
  /** The maximum number of requests per hour, for all job queues together. Default: 2,000. At least 48. */
  readonly budgetPerHour?: number
  readonly intervals?: Partial<IntervalBounds>
  /** The time limit for one reading, in milliseconds. Default: 15,000. */
  readonly timeoutMs?: number
  readonly now?: () => number
  readonly after?: After
}

interface Planned {
  readonly everyMs: number
  readonly stop: () => void
}

/** The circuit breaker of a connection, or `null`. */
interface ListenedCircuit {
  readonly circuit: CircuitBreaker | null
  readonly stopListening: () => void
}

/**
 * Reads the depths of the job queues of all connections, within one request budget. The queue on screen is
 * read often: its `pending` at least every 2 s while the window has the focus and the budget lasts, the other
 * statuses while they change. Queues that are not on screen are read rarely, and only their `pending`. It
 * never receives a message.
 */
export class DepthPoller {
  readonly #intervals: IntervalBounds
  readonly #timeoutMs: number
  readonly #now: () => number
  readonly #after: After
  readonly #budget: RequestBudget
  readonly #changed = new Emitter()
  readonly #read = new Emitter<DepthReading>()
  readonly #counted = new Emitter<DeadLetterReading>()
  readonly #plans = new Map<QueueDepthReader, Planned>()
  readonly #circuits = new Map<string, ListenedCircuit>()
  #readers: ReadonlyMap<string, QueueDepthReader> = new Map()
  #connectionId = ''
  #watched: string | null = null
  #focused = true
  #visible = true
  #closed = false
  #revision = 0

  constructor(options: DepthPollerOptions = {}) {
    this.#intervals = { ...defaultIntervals, ...options.intervals }
    this.#timeoutMs = options.timeoutMs ?? 15_000
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
    this.#budget = new RequestBudget(options.budgetPerHour ?? 2_000, this.#now)
  }

  /** Sets the connection on screen. The queues of other connections are still read, but rarely. */
  activate(connectionId: string): void {
    if (connectionId === this.#connectionId) return
    this.#connectionId = connectionId
    this.#planAll()
    this.#notify()
  }

  /**
   * Sets the job queues of a connection to read from now on. They keep their readings. While `circuit` is not
   * closed nothing is read, because its probe finds out when the server is back.
   */
  setQueues(queues: readonly JobQueue[], connectionId: string, circuit: CircuitBreaker | null = null): void {
    const kept = new Map(this.#readers)
    for (const [key, reader] of this.#readers) {
      if (reader.connectionId !== connectionId) continue
      kept.delete(key)
      this.#cancelPlan(reader)
      void reader.close()
    }
    for (const queue of queues) {
      const key = queueKey({ connectionId, queue: queue.config.name })
      const reader: QueueDepthReader = new QueueDepthReader({
        queue,
        connectionId,
        previous: this.#readers.get(key) ?? null,
        intervals: this.#intervals,
        budget: this.#budget,
        now: this.#now,
        timeoutMs: this.#timeoutMs,
        onRead: (error, depths) => this.#onRead(reader, error, depths),
        onDeadLetters: () => this.#onDeadLetters(reader),
      })
      kept.set(key, reader)
    }
    this.#readers = kept
    this.#circuits.get(connectionId)?.stopListening()
    const stopListening = circuit?.onChange(() => this.#onCircuit(connectionId)) ?? (() => {})
    this.#circuits.set(connectionId, { circuit, stopListening })
    this.#planAll()
    this.#notify()
  }

  /** Forgets the queues of all other connections. */
  keepOnly(connectionIds: ReadonlySet<string>): void {
    for (const id of this.#circuits.keys()) {
      if (connectionIds.has(id)) continue
      this.setQueues([], id)
      this.#circuits.delete(id)
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

  /** Sets the focus of the window. */
  setFocused(focused: boolean): void {
    this.#setAttention(focused, this.#visible)
  }

  /** Sets the visibility of the window. A minimized window is hidden. */
  setVisible(visible: boolean): void {
    this.#setAttention(this.#focused, visible)
  }

  /** The budget, shared with other code that reads what is on screen. */
  get budget(): RequestBudget {
    return this.#budget
  }

  /** Sets the maximum number of requests per hour. */
  setBudget(perHour: number): void {
    this.#budget.setPerHour(perHour)
    this.#planAll()
    this.#notify()
  }

  /** Reads all statuses of a job queue now. Resolves when done. The snapshot contains an error. */
  async refresh(name: string): Promise<void> {
    const reader = this.#readers.get(queueKey({ connectionId: this.#connectionId, queue: name }))
    if (reader === undefined) return
    this.#circuitOf(reader)?.tryNow()
    await reader.reading
    if (this.#mayRead(reader)) reader.start('all')
    await reader.reading
    if (this.#mayRead(reader)) reader.dead.start('at once')
    await reader.dead.reading
  }

  /** Call it after an action that changes a queue. Reads it at once, and soon again, because counts lag. */
  refreshSoon(name: string): void {
    const reader = this.#readers.get(queueKey({ connectionId: this.#connectionId, queue: name }))
    if (reader === undefined) return
    reader.interval.onChange()
    reader.readAllNext()
    const since = this.#now() - (reader.newest ?? -Infinity)
    this.#plan(reader, Math.max(soonMs - since, this.#budget.waitMs(maxRequests)))
  }

  /** Call it after an action on dead letters. Counts them again, in addition to the depths. */
  deadLettersChanged(name: string): void {
    const reader = this.#readers.get(queueKey({ connectionId: this.#connectionId, queue: name }))
    if (reader !== undefined && this.#mayRead(reader)) reader.dead.start('at once')
    this.refreshSoon(name)
  }

  snapshot(): QueuesSnapshot {
    return {
      revision: this.#revision,
      // Before its queues are set, the empty list must not look complete.
      connectionId: this.#circuits.has(this.#connectionId) ? this.#connectionId : '',
      queues: [...this.#readers.values()]
        .filter(({ connectionId }) => connectionId === this.#connectionId)
        .map((reader) =>
          reader.state(reader === this.#watchedReader ? (this.#plans.get(reader)?.everyMs ?? null) : null),
        ),
      requestsPerHour: this.#requestsPerHour(),
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

  /** Calls the listener after the dead letters of a queue were counted. Returns a function that removes it. */
  onDeadLetters(listener: (reading: DeadLetterReading) => void): () => void {
    return this.#counted.on(listener)
  }

  /** Resolves when no request is in progress. */
  async settled(): Promise<void> {
    await Promise.all(
      [...this.#readers.values()].map(async (reader) => {
        await reader.reading
        await reader.dead.reading
      }),
    )
  }

  /** Stops reading, and waits until no request is in progress. */
  async close(): Promise<void> {
    this.#closed = true
    for (const { stopListening } of this.#circuits.values()) stopListening()
    for (const reader of this.#readers.values()) this.#cancelPlan(reader)
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()))
  }

  #setAttention(focused: boolean, visible: boolean): void {
    if (focused === this.#focused && visible === this.#visible) return
    const wasHidden = !this.#visible
    this.#focused = focused
    this.#visible = visible
    if (wasHidden && visible) {
      this.#watchedReader?.interval.onChange()
      this.#watchedReader?.readAllNext()
    }
    this.#planAll()
    this.#notify()
  }

  get #watchedReader(): QueueDepthReader | undefined {
    return this.#watched === null
      ? undefined
      : this.#readers.get(queueKey({ connectionId: this.#connectionId, queue: this.#watched }))
  }

  #circuitOf({ connectionId }: QueueDepthReader): CircuitBreaker | null {
    return this.#circuits.get(connectionId)?.circuit ?? null
  }

  #isDown(reader: QueueDepthReader): boolean {
    const circuit = this.#circuitOf(reader)
    return circuit !== null && circuit.state().state !== 'closed'
  }

  #attentionFor(reader: QueueDepthReader): Attention {
    if (this.#watchedReader !== reader) return 'unwatched'
    if (!this.#visible) return 'hidden'
    return this.#focused ? 'focused' : 'unfocused'
  }

  /** Returns the requests per hour at the current intervals, limited by the budget. */
  #requestsPerHour(): number {
    const wanted = [...this.#plans].map(([reader, { everyMs }]) => (this.#costOf(reader) * hourMs) / everyMs)
    return Math.min(
      this.#budget.perHour,
      wanted.reduce((sum, requests) => sum + requests, 0),
    )
  }

  /** Returns the average number of requests of a reading. */
  #costOf(reader: QueueDepthReader): number {
    const attention = this.#attentionFor(reader)
    if (attention === 'unwatched') return 1
    const often = reader.interval.pendingMs(attention) / reader.interval.nextMs(attention)
    return 1 + (reader.size - 1) * often
  }

  #mayRead(reader: QueueDepthReader): boolean {
    if (this.#closed || this.#isDown(reader)) return false
    return this.#attentionFor(reader) !== 'unwatched' || this.#budget.fill() > reserve
  }

  /**
   * Returns the interval of the queues that are not on screen. They share half the budget, or all of it while
   * no queue is on screen, because the window may then show a list of them.
   */
  #unwatchedMs(others: number): number {
    const share = this.#visible && this.#watchedReader === undefined ? 1 : 1 / 2
    return (others * hourMs) / (this.#budget.sustainedPerHour * share)
  }

  /**
   * Returns the interval between two readings. It depends on recent changes, and is longer if the budget
   * requires it.
   */
  #intervalOf(reader: QueueDepthReader): number {
    const attention = this.#attentionFor(reader)
    const others = this.#readers.size - (this.#watchedReader === undefined ? 0 : 1)
    if (attention === 'unwatched') {
      return Math.max(reader.interval.nextMs(attention), this.#unwatchedMs(others))
    }
    const forOthers = Math.min(
      this.#budget.sustainedPerHour / 2,
      (others * hourMs) / this.#intervals.unwatched.calmMs,
    )
    const lastingMs = (this.#costOf(reader) * hourMs) / (this.#budget.sustainedPerHour - forOthers)
    // The emptier the budget, the closer to the sustainable interval, so that it never runs out.
    const thrift = Math.min(1, (1 - this.#budget.fill()) / (1 - reserve))
    return Math.max(reader.interval.pendingMs(attention), lastingMs * thrift)
  }

  #planAll(): void {
    for (const reader of this.#readers.values()) {
      const isWatched = this.#attentionFor(reader) !== 'unwatched'
      const read = isWatched && reader.oldest === null ? null : reader.newest
      const intervalMs = this.#intervalOf(reader)
      this.#plan(reader, read === null ? 0 : Math.max(0, read + intervalMs - this.#now()))
    }
  }

  #plan(reader: QueueDepthReader, delayMs: number): void {
    this.#cancelPlan(reader)
    if (this.#closed || this.#isDown(reader)) return
    const stop = this.#after(delayMs, () => this.#onDue(reader))
    this.#plans.set(reader, { everyMs: this.#intervalOf(reader), stop })
  }

  #cancelPlan(reader: QueueDepthReader): void {
    this.#plans.get(reader)?.stop()
    this.#plans.delete(reader)
  }

  #onDue(reader: QueueDepthReader): void {
    const isWatched = this.#attentionFor(reader) !== 'unwatched'
    // A reading in progress plans the next one when it is done.
    if (reader.reading !== null) return
    if (this.#mayRead(reader) && reader.start(isWatched ? this.#due(reader) : 'pending', isWatched)) return
    const tokens = maxRequests + (isWatched ? 0 : this.#budget.capacity * reserve)
    this.#plan(reader, Math.max(soonMs, this.#budget.waitMs(tokens)))
  }

  /** `pending` is read every time, the other statuses at their own interval. */
  #due(reader: QueueDepthReader): 'all' | 'pending' {
    const { oldest } = reader
    const intervalMs = reader.interval.nextMs(this.#attentionFor(reader))
    // If this reading is slightly early, the others must not wait for the next one.
    return oldest === null || this.#now() - oldest >= intervalMs - soonMs / 2 ? 'all' : 'pending'
  }

  #onRead(reader: QueueDepthReader, error: EngineError | null, depths: ReadDepths): void {
    if (error === null) this.#circuitOf(reader)?.succeed()
    else this.#circuitOf(reader)?.report(error)
    this.#plan(reader, this.#intervalOf(reader))
    if (error === null) {
      this.#read.emit({
        connectionId: reader.connectionId,
        queue: reader.name,
        at: this.#now(),
        depths,
        nextWithinMs: Math.max(this.#intervals.unwatched.calmMs, this.#unwatchedMs(this.#readers.size)),
      })
    }
    this.#notify()
  }

  #onDeadLetters(reader: QueueDepthReader): void {
    const { connectionId, name: queue } = reader
    this.#counted.emit({ connectionId, queue, dead: reader.dead.state() })
    this.#notify()
  }

  #onCircuit(connectionId: string): void {
    for (const reader of this.#readers.values()) {
      if (reader.connectionId !== connectionId) continue
      if (this.#isDown(reader)) this.#cancelPlan(reader)
      else if (!this.#plans.has(reader) && reader.reading === null) this.#plan(reader, 0)
    }
    this.#notify()
  }

  #notify(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
