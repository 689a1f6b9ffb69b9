import type { QueuesSnapshot } from '../../../shared/queues.ts'
import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { usualPace, type Attention, type PaceBounds } from './poll-interval.ts'
import { mostRequests, QueueReader } from './queue-depth-reader.ts'
import { Emitter } from '../async/emitter.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { RequestBudget } from './request-budget.ts'
import { afterTimeout, type After } from '../async/timer.ts'

const hourMs = 60 * 60 * 1_000
/** Below this part of what may be saved up the budget is the watched queue's alone. */
const reserve = 0.2
const soonMs = 1_000

/** What a {@link DepthPoller} may be told. */
export interface PollerOptions {
  /** Requests an hour at most, over all job queues (2,000). */
  readonly budgetPerHour?: number
  readonly pace?: Partial<PaceBounds>
  /** The longest that one reading may take, in milliseconds (15,000). */
  readonly limitMs?: number
  readonly now?: () => number
  readonly after?: After
}

interface Planned {
  readonly everyMs: number
  readonly stop: () => void
}

/**
 * Reads the depths of all job queues, for all windows, within a budget of requests: the one on screen often
 * while something moves in it, all others seldom and their `pending` only. It counts; it never receives.
 */
export class DepthPoller {
  readonly #pace: PaceBounds
  readonly #limitMs: number
  readonly #now: () => number
  readonly #after: After
  readonly #budget: RequestBudget
  readonly #changed = new Emitter()
  readonly #plans = new Map<QueueReader, Planned>()
  #readers: ReadonlyMap<string, QueueReader> = new Map()
  #connectionId = ''
  #circuit: CircuitBreaker | null = null
  #leaveCircuit: () => void = () => {}
  #watched: string | null = null
  #focused = true
  #visible = true
  #closed = false
  #revision = 0

  constructor(options: PollerOptions = {}) {
    this.#pace = { ...usualPace, ...options.pace }
    this.#limitMs = options.limitMs ?? 15_000
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
    this.#budget = new RequestBudget(options.budgetPerHour ?? 2_000, this.#now)
  }

  /**
   * The job queues to read from now on. What is known stays for those of the same connection. While its
   * circuit is not closed nothing is read: its probe asks.
   */
  setQueues(queues: readonly JobQueue[], connectionId: string, circuit: CircuitBreaker | null = null): void {
    const before = connectionId === this.#connectionId ? this.#readers : new Map<string, QueueReader>()
    for (const reader of this.#readers.values()) {
      this.#forget(reader)
      void reader.close()
    }
    this.#readers = new Map(
      queues.map((queue) => {
        const { name } = queue.config
        const reader: QueueReader = new QueueReader({
          queue,
          former: before.get(name) ?? null,
          pace: this.#pace,
          budget: this.#budget,
          now: this.#now,
          limitMs: this.#limitMs,
          onRead: (error) => this.#onRead(reader, error),
        })
        return [name, reader]
      }),
    )
    this.#connectionId = connectionId
    this.#leaveCircuit()
    this.#circuit = circuit
    this.#leaveCircuit = circuit?.onChange(() => this.#onCircuit()) ?? (() => {})
    this.#planAll()
    this.#touch()
  }

  /** Tells which job queue is on screen; it is read at once. */
  watch(name: string | null): void {
    if (name === this.#watched) return
    this.#watched = name
    this.#planAll()
    this.#touch()
  }

  /** Tells whether the window has the focus. */
  setFocused(focused: boolean): void {
    this.#see(focused, this.#visible)
  }

  /** Tells whether anything of the window is to be seen; hidden and minimized it is not. */
  setVisible(visible: boolean): void {
    this.#see(this.#focused, visible)
  }

  /** Requests an hour at most, from now on. */
  setBudget(perHour: number): void {
    this.#budget.setPerHour(perHour)
    this.#planAll()
    this.#touch()
  }

  /** Reads all of a job queue now. Resolves when it is read or has failed, with the error in the snapshot. */
  async refresh(name: string): Promise<void> {
    const reader = this.#readers.get(name)
    if (reader === undefined) return
    this.#circuit?.tryNow()
    await reader.reading
    if (this.#mayRead(reader)) reader.start('all')
    await reader.reading
  }

  /** After an action of our own: reads at once, and soon again, as counts lag. */
  nudge(name: string): void {
    const reader = this.#readers.get(name)
    if (reader === undefined) return
    reader.pace.moved()
    const since = this.#now() - (reader.newest ?? -Infinity)
    this.#plan(reader, Math.max(soonMs - since, this.#budget.waitMs(mostRequests)))
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

  /** Calls the listener at every change; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Resolves when no request is under way. */
  async settled(): Promise<void> {
    await Promise.all([...this.#readers.values()].map(async (reader) => reader.reading))
  }

  /** Stops reading and waits until no request is under way. */
  async close(): Promise<void> {
    this.#closed = true
    this.#leaveCircuit()
    for (const reader of this.#readers.values()) this.#forget(reader)
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()))
  }

  #see(focused: boolean, visible: boolean): void {
    if (focused === this.#focused && visible === this.#visible) return
    const wasHidden = !this.#visible
    this.#focused = focused
    this.#visible = visible
    const watched = this.#watched === null ? undefined : this.#readers.get(this.#watched)
    if (wasHidden && visible) watched?.pace.moved()
    this.#planAll()
    this.#touch()
  }

  #attentionFor(reader: QueueReader): Attention {
    if (this.#readers.get(this.#watched ?? '') !== reader) return 'unwatched'
    if (!this.#visible) return 'hidden'
    return this.#focused ? 'focused' : 'unfocused'
  }

  /** What the present pace comes to in an hour, which the budget ends where it would be more. */
  #requestsPerHour(): number {
    const wanted = [...this.#plans].map(([reader, { everyMs }]) => (this.#costOf(reader) * hourMs) / everyMs)
    return Math.min(
      this.#budget.perHour,
      wanted.reduce((sum, requests) => sum + requests, 0),
    )
  }

  #costOf(reader: QueueReader): number {
    return this.#attentionFor(reader) === 'unwatched' ? 1 : reader.size
  }

  #mayRead(reader: QueueReader): boolean {
    if (this.#closed || (this.#circuit !== null && this.#circuit.state().state !== 'closed')) return false
    return this.#attentionFor(reader) !== 'unwatched' || this.#budget.fill() > reserve
  }

  /** The pause between two readings: as long as its pace wants it and the budget bears it. */
  #pauseOf(reader: QueueReader): number {
    const attention = this.#attentionFor(reader)
    const others = this.#readers.size - (attention === 'unwatched' ? 0 : 1)
    if (attention === 'unwatched') {
      // All that are not on screen share half the budget.
      return Math.max(reader.pace.pauseMs(attention), (others * hourMs) / (this.#budget.lasting / 2))
    }
    const forOthers = Math.min(this.#budget.lasting / 2, (others * hourMs) / this.#pace.unwatched.calmMs)
    const lastingMs = (reader.size * hourMs) / (this.#budget.lasting - forOthers)
    // The less is saved up, the closer to what the budget bears for good, so that it never runs dry.
    const thrift = Math.min(1, (1 - this.#budget.fill()) / (1 - reserve))
    return Math.max(reader.pace.pauseMs(attention), lastingMs * thrift)
  }

  #planAll(): void {
    for (const reader of this.#readers.values()) {
      const read = this.#attentionFor(reader) === 'unwatched' ? reader.newest : reader.oldest
      const pause = this.#pauseOf(reader)
      this.#plan(reader, read === null ? 0 : Math.max(0, read + pause - this.#now()))
    }
  }

  #plan(reader: QueueReader, delayMs: number): void {
    this.#forget(reader)
    if (this.#closed || (this.#circuit !== null && this.#circuit.state().state !== 'closed')) return
    const stop = this.#after(delayMs, () => this.#due(reader))
    this.#plans.set(reader, { everyMs: this.#pauseOf(reader), stop })
  }

  #forget(reader: QueueReader): void {
    this.#plans.get(reader)?.stop()
    this.#plans.delete(reader)
  }

  #due(reader: QueueReader): void {
    const which = this.#attentionFor(reader) === 'unwatched' ? 'pending' : 'all'
    // What is read already is planned anew when it is read.
    if (reader.reading !== null || (this.#mayRead(reader) && reader.start(which))) return
    this.#plan(reader, Math.max(soonMs, this.#budget.waitMs(mostRequests)))
  }

  #onRead(reader: QueueReader, error: EngineError | null): void {
    if (error === null) this.#circuit?.succeed()
    else this.#circuit?.report(error)
    this.#plan(reader, this.#pauseOf(reader))
    this.#touch()
  }

  #onCircuit(): void {
    const isClosed = this.#circuit?.state().state === 'closed'
    for (const reader of this.#readers.values()) {
      if (!isClosed) this.#forget(reader)
      else if (!this.#plans.has(reader) && reader.reading === null) this.#plan(reader, 0)
    }
    this.#touch()
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
