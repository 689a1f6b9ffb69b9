import type { QueuesSnapshot } from '../../../shared/queues.ts'
import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { defaultIntervals, type Attention, type IntervalBounds } from './poll-interval.ts'
import { maxRequests } from './max-requests.ts'
import { QueueDepthReader } from './queue-depth-reader.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { RequestBudget } from './request-budget.ts'
import { afterTimeout, type After } from '../async/timer.ts'

const hourMs = 60 * 60 * 1_000
/** When the budget is less full than this, only the watched queue is read. */
const reserve = 0.2
const soonMs = 1_000

/** Options of a {@link DepthPoller}. */
export interface DepthPollerOptions {
  /** The most requests per hour, over all job queues. Default 2,000; at least 48. */
  readonly budgetPerHour?: number
  readonly intervals?: Partial<IntervalBounds>
  /** The longest that one reading may take, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number
  readonly now?: () => number
  readonly after?: After
}

interface Planned {
  readonly everyMs: number
  readonly stop: () => void
}

/**
 * Reads the depths of all job queues, for all windows, within a budget of requests. The queue on screen is read often
 * while it changes; all others are read rarely, and only their `pending`. It never receives a message.
 */
export class DepthPoller {
  readonly #intervals: IntervalBounds
  readonly #timeoutMs: number
  readonly #now: () => number
  readonly #after: After
  readonly #budget: RequestBudget
  readonly #changed = new Emitter()
  readonly #plans = new Map<QueueDepthReader, Planned>()
  #readers: ReadonlyMap<string, QueueDepthReader> = new Map()
  #connectionId = ''
  #circuit: CircuitBreaker | null = null
  #stopListening: () => void = () => {}
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

  /**
   * Sets the job queues to read from now on. Queues of the same connection keep their readings. While `circuit` is not
   * closed nothing is read: its probe finds out when the server is back.
   */
  setQueues(queues: readonly JobQueue[], connectionId: string, circuit: CircuitBreaker | null = null): void {
    const before = connectionId === this.#connectionId ? this.#readers : new Map<string, QueueDepthReader>()
    for (const reader of this.#readers.values()) {
      this.#cancelPlan(reader)
      void reader.close()
    }
    this.#readers = new Map(
      queues.map((queue) => {
        const { name } = queue.config
        const reader: QueueDepthReader = new QueueDepthReader({
          queue,
          previous: before.get(name) ?? null,
          intervals: this.#intervals,
          budget: this.#budget,
          now: this.#now,
          timeoutMs: this.#timeoutMs,
          onRead: (error) => this.#onRead(reader, error),
          onDeadLetters: () => this.#notify(),
        })
        return [name, reader]
      }),
    )
    this.#connectionId = connectionId
    this.#stopListening()
    this.#circuit = circuit
    this.#stopListening = circuit?.onChange(() => this.#onCircuit()) ?? (() => {})
    this.#planAll()
    this.#notify()
  }

  /** Sets the job queue on screen, and reads it at once. `null`: none. */
  watch(name: string | null): void {
    if (name === this.#watched) return
    this.#watched = name
    const reader = this.#readers.get(name ?? '')
    if (reader !== undefined && this.#mayRead(reader)) reader.dead.start('at once')
    this.#planAll()
    this.#notify()
  }

  /** Sets whether the window has the focus. */
  setFocused(focused: boolean): void {
    this.#setAttention(focused, this.#visible)
  }

  /** Sets whether the window is visible: neither hidden nor minimized. */
  setVisible(visible: boolean): void {
    this.#setAttention(this.#focused, visible)
  }

  /** The budget, for other code that asks on behalf of what is on screen. */
  get budget(): RequestBudget {
    return this.#budget
  }

  /** Sets the most requests per hour, from now on. */
  setBudget(perHour: number): void {
    this.#budget.setPerHour(perHour)
    this.#planAll()
    this.#notify()
  }

  /** Reads all statuses of a job queue now. Resolves when done; an error is in the snapshot. */
  async refresh(name: string): Promise<void> {
    const reader = this.#readers.get(name)
    if (reader === undefined) return
    this.#circuit?.tryNow()
    await reader.reading
    if (this.#mayRead(reader)) reader.start('all')
    await reader.reading
    if (this.#mayRead(reader)) reader.dead.start('at once')
    await reader.dead.reading
  }

  /** Call after an action that changes a queue: reads it at once, and soon again, because counts lag. */
  refreshSoon(name: string): void {
    const reader = this.#readers.get(name)
    if (reader === undefined) return
    reader.interval.onChange()
    const since = this.#now() - (reader.newest ?? -Infinity)
    this.#plan(reader, Math.max(soonMs - since, this.#budget.waitMs(maxRequests)))
  }

  snapshot(): QueuesSnapshot {
    return {
      revision: this.#revision,
      connectionId: this.#connectionId,
      queues: [...this.#readers].map(([name, reader]) =>
        reader.state(name === this.#watched ? (this.#plans.get(reader)?.everyMs ?? null) : null),
      ),
      requestsPerHour: this.#requestsPerHour(),
    }
  }

  /** Calls the listener at every change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
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
    this.#stopListening()
    for (const reader of this.#readers.values()) this.#cancelPlan(reader)
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()))
  }

  #setAttention(focused: boolean, visible: boolean): void {
    if (focused === this.#focused && visible === this.#visible) return
    const wasHidden = !this.#visible
    this.#focused = focused
    this.#visible = visible
    const watched = this.#watched === null ? undefined : this.#readers.get(this.#watched)
    if (wasHidden && visible) watched?.interval.onChange()
    this.#planAll()
    this.#notify()
  }

  #attentionFor(reader: QueueDepthReader): Attention {
    if (this.#readers.get(this.#watched ?? '') !== reader) return 'unwatched'
    if (!this.#visible) return 'hidden'
    return this.#focused ? 'focused' : 'unfocused'
  }

  /** The requests per hour at the current intervals, at most the budget. */
  #requestsPerHour(): number {
    const wanted = [...this.#plans].map(([reader, { everyMs }]) => (this.#costOf(reader) * hourMs) / everyMs)
    return Math.min(
      this.#budget.perHour,
      wanted.reduce((sum, requests) => sum + requests, 0),
    )
  }

  #costOf(reader: QueueDepthReader): number {
    return this.#attentionFor(reader) === 'unwatched' ? 1 : reader.size
  }

  #mayRead(reader: QueueDepthReader): boolean {
    if (this.#closed || (this.#circuit !== null && this.#circuit.state().state !== 'closed')) return false
    return this.#attentionFor(reader) !== 'unwatched' || this.#budget.fill() > reserve
  }

  /** The interval between two readings: it follows recent changes, and is longer if the budget requires it. */
  #intervalOf(reader: QueueDepthReader): number {
    const attention = this.#attentionFor(reader)
    const others = this.#readers.size - (attention === 'unwatched' ? 0 : 1)
    if (attention === 'unwatched') {
      // All queues that are not on screen share half the budget.
      return Math.max(
        reader.interval.nextMs(attention),
        (others * hourMs) / (this.#budget.sustainedPerHour / 2),
      )
    }
    const forOthers = Math.min(
      this.#budget.sustainedPerHour / 2,
      (others * hourMs) / this.#intervals.unwatched.calmMs,
    )
    const lastingMs = (reader.size * hourMs) / (this.#budget.sustainedPerHour - forOthers)
    // The emptier the budget, the closer to the sustainable interval, so that it never runs out.
    const thrift = Math.min(1, (1 - this.#budget.fill()) / (1 - reserve))
    return Math.max(reader.interval.nextMs(attention), lastingMs * thrift)
  }

  #planAll(): void {
    for (const reader of this.#readers.values()) {
      const read = this.#attentionFor(reader) === 'unwatched' ? reader.newest : reader.oldest
      const intervalMs = this.#intervalOf(reader)
      this.#plan(reader, read === null ? 0 : Math.max(0, read + intervalMs - this.#now()))
    }
  }

  #plan(reader: QueueDepthReader, delayMs: number): void {
    this.#cancelPlan(reader)
    if (this.#closed || (this.#circuit !== null && this.#circuit.state().state !== 'closed')) return
    const stop = this.#after(delayMs, () => this.#onDue(reader))
    this.#plans.set(reader, { everyMs: this.#intervalOf(reader), stop })
  }

  #cancelPlan(reader: QueueDepthReader): void {
    this.#plans.get(reader)?.stop()
    this.#plans.delete(reader)
  }

  #onDue(reader: QueueDepthReader): void {
    const which = this.#attentionFor(reader) === 'unwatched' ? 'pending' : 'all'
    // A reading in progress plans the next one when it is done.
    if (reader.reading !== null || (this.#mayRead(reader) && reader.start(which))) return
    this.#plan(reader, Math.max(soonMs, this.#budget.waitMs(maxRequests)))
  }

  #onRead(reader: QueueDepthReader, error: EngineError | null): void {
    if (error === null) this.#circuit?.succeed()
    else this.#circuit?.report(error)
    this.#plan(reader, this.#intervalOf(reader))
    this.#notify()
  }

  #onCircuit(): void {
    const isClosed = this.#circuit?.state().state === 'closed'
    for (const reader of this.#readers.values()) {
      if (!isClosed) this.#cancelPlan(reader)
      else if (!this.#plans.has(reader) && reader.reading === null) this.#plan(reader, 0)
    }
    this.#notify()
  }

  #notify(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
