import type { QueueState, StatusDepth } from '../../../shared/queues/queues.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { DeadLetterCount } from './dead-letter-count.ts'
import { maxRequests } from './max-requests.ts'
import { emptyDepth, keepDepth, type DepthState } from './status-depth.ts'
import { PollInterval, type IntervalBounds } from './poll-interval.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { RequestBudget } from './request-budget.ts'
import { toEngineError } from '../errors/to-engine-error.ts'

/** The depths that a reading returned, by status. */
export type ReadDepths = Readonly<Record<string, StatusDepth>>

/** Dependencies of {@link QueueDepthReader}. */
export interface QueueDepthReaderOptions {
  readonly queue: JobQueue
  readonly connectionId: string
  /** The reader whose readings it continues, or `null` to start without any. */
  readonly previous: QueueDepthReader | null
  readonly intervals: IntervalBounds
  readonly budget: RequestBudget
  readonly now: () => number
  /** The time limit for a reading, in milliseconds. A server that does not respond in time is treated as an outage. */
  readonly timeoutMs: number
  /** Called after each reading, with `null` if it succeeded. */
  readonly onRead: (error: EngineError | null, depths: ReadDepths) => void
  /** Called after the dead letters have been counted. */
  readonly onDeadLetters: () => void
}

/** Reads the depths of one job queue, one reading at a time, and keeps the results. */
export class QueueDepthReader {
  readonly interval: PollInterval
  readonly connectionId: string
  readonly dead: DeadLetterCount
  readonly #queue: JobQueue
  readonly #budget: RequestBudget
  readonly #now: () => number
  readonly #timeoutMs: number
  readonly #onRead: QueueDepthReaderOptions['onRead']
  readonly #statusQueues: Map<string, DepthState>
  readonly #closing = new AbortController()
  #refreshedAt: number | null = null
  #error: EngineError | null = null
  #reading: Promise<void> | null = null
  #total: number | null = null
  #allNext = false
  /** True after a reported change, until all statuses have been read. */
  #hasChanged = true

  constructor(options: QueueDepthReaderOptions) {
    const { queue, previous, intervals, budget, now, timeoutMs, onRead, onDeadLetters } = options
    this.dead = new DeadLetterCount({
      queue,
      previous: previous === null ? null : previous.dead,
      budget,
      now,
      timeoutMs,
      onRead: onDeadLetters,
    })
    this.#queue = queue
    this.connectionId = options.connectionId
    this.#budget = budget
    this.#now = now
    this.#timeoutMs = timeoutMs
    this.#onRead = onRead
    this.interval = previous === null ? new PollInterval(intervals) : previous.interval
    this.#statusQueues = new Map(
      queue.config.statuses.map((status) => [
        status,
        (previous === null ? undefined : previous.#statusQueues.get(status)) ?? emptyDepth(),
      ]),
    )
    if (previous !== null) this.#refreshedAt = previous.#refreshedAt
  }

  get name(): string {
    return this.#queue.config.name
  }

  /** The reading in progress, or `null`. Never rejects. */
  get reading(): Promise<void> | null {
    return this.#reading
  }

  /** The number of statuses. */
  get size(): number {
    return this.#statusQueues.size
  }

  /** Makes the next reading include all statuses. Called after a change. */
  readAllNext(): void {
    this.#allNext = true
  }

  /** Call this after a reported change. */
  noteChange(): void {
    this.#hasChanged = true
  }

  /** True if all statuses were read since the last reported change, and none of them changes with time alone. */
  get isSettled(): boolean {
    if (this.#hasChanged || this.#error !== null) return false
    return [...this.#statusQueues.values()].every(
      ({ depth }) => depth !== null && depth.inFlight === 0 && depth.delayed === 0,
    )
  }

  /** When the least recently read status was read, or `null` if one was never read or all must be read again. */
  get oldest(): number | null {
    if (this.#allNext) return null
    const times = [...this.#statusQueues.values()].map(({ readAt }) => readAt ?? -Infinity)
    const oldest = Math.min(...times)
    return oldest === -Infinity ? null : oldest
  }

  /** When a status was last read, or `null`. */
  get newest(): number | null {
    return this.#refreshedAt
  }

  /**
   * Starts reading all statuses in parallel, or only `pending`: as many as the budget allows, starting with
   * the least recently read. An error is kept in the state. Returns false if a reading is in progress or the
   * budget is used up.
   */
  start(which: 'all' | 'pending', isWatched = which === 'all'): boolean {
    if (this.#closing.signal.aborted || this.#reading !== null) return false
    const statusQueues = [...this.#statusQueues].slice(0, which === 'all' ? this.#statusQueues.size : 1)
    const statuses = statusQueues
      .toSorted(([, left], [, right]) => (left.readAt ?? 0) - (right.readAt ?? 0))
      .map(([status]) => status)
      .filter(() => this.#budget.tryTake(maxRequests))
    if (statuses.length === 0) return false
    if (which === 'all') this.#allNext = false
    const readsAll = statuses.length === this.#statusQueues.size
    if (readsAll) this.#hasChanged = false
    const isComplete = which === 'all' || !isWatched
    this.#reading = this.#read(statuses, isComplete).then((depths) => {
      this.#reading = null
      if (readsAll && this.#error !== null) this.#hasChanged = true
      const mayHaveDied = this.#takeHasShrunk()
      if (this.#error === null) this.dead.start(mayHaveDied ? 'at once' : isWatched ? 'watched' : 'unwatched')
      if (!this.#closing.signal.aborted) this.#onRead(this.#error, depths)
    })
    return true
  }

  /** `intervalMs` is the planned interval, or `null` while the queue is not watched. */
  state(intervalMs: number | null): QueueState {
    return {
      config: this.#queue.config,
      statusQueues: [...this.#statusQueues].map(([status, statusQueue]) => ({ status, ...statusQueue })),
      dead: this.dead.state(),
      refreshedAt: this.#refreshedAt,
      intervalMs,
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  /** Aborts a reading, and waits until no request is in progress. */
  async close(): Promise<void> {
    this.#closing.abort()
    await Promise.all([this.#reading, this.dead.close()])
  }

  /**
   * Returns true if messages have left the job queue since the last call, because they were finished or died.
   */
  #takeHasShrunk(): boolean {
    const known = [...this.#statusQueues.values()].flatMap(({ depth }) => depth ?? [])
    const total = known.reduce((sum, depth) => sum + depth.visible + depth.inFlight + depth.delayed, 0)
    const hasShrunk = this.#total !== null && total < this.#total
    this.#total = total
    return hasShrunk
  }

  async #read(statuses: readonly string[], isComplete: boolean): Promise<ReadDepths> {
    const timeout = AbortSignal.timeout(this.#timeoutMs)
    const signal = AbortSignal.any([this.#closing.signal, timeout])
    let requests = 0
    try {
      const onRequest = (): void => void (requests += 1)
      const depths = await this.#queue.depths({ signal, statuses, onRequest })
      this.#keep(depths, isComplete)
      this.#error = null
      return depths
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#error = timeout.aborted ? timedOut() : toEngineError(error)
        this.interval.onFailure()
      }
    } finally {
      // An aborted reading may still make requests that are not counted here, so nothing is refunded.
      if (!signal.aborted) this.#budget.refund(statuses.length * maxRequests - requests)
    }
    return {}
  }

  #keep(depths: ReadDepths, isComplete: boolean): void {
    const at = this.#now()
    let changed = false
    for (const [status, depth] of Object.entries(depths)) {
      const statusQueue = this.#statusQueues.get(status)
      if (statusQueue !== undefined && keepDepth(statusQueue, depth, at)) changed = true
    }
    this.#refreshedAt = at
    if (changed && !isComplete) this.#allNext = true
    this.interval.onRead(changed, isComplete)
  }
}

function timedOut(): EngineError {
  return new EngineError('TIMED_OUT', 'Counting the jobs failed: the server did not respond in time.')
}
