import type { QueueState, StatusDepth } from '../../../shared/queues.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { emptyLane, keepDepth, type Lane } from './status-depth.ts'
import { DepthPace, type PaceBounds } from './poll-interval.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { RequestBudget } from './request-budget.ts'
import { toEngineError } from '../errors/to-engine-error.ts'

/** The most that reading one status can cost: its address and its counts, three attempts each. */
export const mostRequests = 6

/** What a {@link QueueReader} is given and tells. */
export interface ReaderOptions {
  readonly queue: JobQueue
  readonly former: QueueReader | null
  readonly pace: PaceBounds
  readonly budget: RequestBudget
  readonly now: () => number
  /** The longest that a reading may take, in milliseconds: a server that says nothing is an outage too. */
  readonly limitMs: number
  /** Each reading ends with this: `null` where it succeeded. */
  readonly onRead: (error: EngineError | null) => void
}

/** Reads one job queue's depths, never two readings at once, and keeps what it read. */
export class QueueReader {
  readonly pace: DepthPace
  readonly #queue: JobQueue
  readonly #budget: RequestBudget
  readonly #now: () => number
  readonly #limitMs: number
  readonly #onRead: ReaderOptions['onRead']
  readonly #lanes: Map<string, Lane>
  readonly #closing = new AbortController()
  #refreshedAt: number | null = null
  #error: EngineError | null = null
  #reading: Promise<void> | null = null

  /** Takes over what `former` knows. */
  constructor({ queue, former, pace, budget, now, limitMs, onRead }: ReaderOptions) {
    this.#queue = queue
    this.#budget = budget
    this.#now = now
    this.#limitMs = limitMs
    this.#onRead = onRead
    this.pace = former === null ? new DepthPace(pace) : former.pace
    this.#lanes = new Map(
      queue.config.statuses.map((status) => [
        status,
        former === null ? emptyLane() : (former.#lanes.get(status) ?? emptyLane()),
      ]),
    )
    if (former !== null) this.#refreshedAt = former.#refreshedAt
  }

  /** `null` while nothing is read. */
  get reading(): Promise<void> | null {
    return this.#reading
  }

  /** How many statuses there are. */
  get size(): number {
    return this.#lanes.size
  }

  /** When the status that was read longest ago was read; `null` where one never was. */
  get oldest(): number | null {
    const times = [...this.#lanes.values()].map(({ readAt }) => readAt ?? -Infinity)
    const oldest = Math.min(...times)
    return oldest === -Infinity ? null : oldest
  }

  /** When any status was last read, or `null`. */
  get newest(): number | null {
    return this.#refreshedAt
  }

  /**
   * Reads all statuses in parallel, or just `pending`: as many as the budget has, the longest unread first.
   * Never rejects: an error is kept in the state. `false` where it is being read already or nothing could be.
   */
  start(which: 'all' | 'pending'): boolean {
    if (this.#closing.signal.aborted || this.#reading !== null) return false
    const lanes = [...this.#lanes].slice(0, which === 'all' ? this.#lanes.size : 1)
    const statuses = lanes
      .toSorted(([, left], [, right]) => (left.readAt ?? 0) - (right.readAt ?? 0))
      .map(([status]) => status)
      .filter(() => this.#budget.tryTake(mostRequests))
    if (statuses.length === 0) return false
    this.#reading = this.#read(statuses).then((error) => {
      this.#reading = null
      if (!this.#closing.signal.aborted) this.#onRead(error)
    })
    return true
  }

  /** `intervalMs`: the pause as planned, `null` while it is not watched. */
  state(intervalMs: number | null): QueueState {
    return {
      config: this.#queue.config,
      lanes: [...this.#lanes].map(([status, lane]) => ({ status, ...lane })),
      refreshedAt: this.#refreshedAt,
      intervalMs,
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  /** Stops, and waits until no request is under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#reading
  }

  async #read(statuses: readonly string[]): Promise<EngineError | null> {
    const limit = AbortSignal.timeout(this.#limitMs)
    const signal = AbortSignal.any([this.#closing.signal, limit])
    let made = 0
    try {
      const onRequest = (): void => void (made += 1)
      const depths = await this.#queue.depths({ signal, statuses, onRequest })
      this.#keep(depths)
      this.#error = null
    } catch (error) {
      if (!this.#closing.signal.aborted) {
        this.#error = limit.aborted ? silent() : toEngineError(error)
        this.pace.failed()
      }
    } finally {
      // What was called off may still make requests that nobody counts.
      if (!signal.aborted) this.#budget.giveBack(statuses.length * mostRequests - made)
    }
    return this.#error
  }

  #keep(depths: Readonly<Record<string, StatusDepth>>): void {
    const at = this.#now()
    let changed = false
    for (const [status, depth] of Object.entries(depths)) {
      const lane = this.#lanes.get(status)
      if (lane !== undefined && keepDepth(lane, depth, at)) changed = true
    }
    this.#refreshedAt = at
    this.pace.read(changed)
  }
}

function silent(): EngineError {
  return new EngineError('TIMED_OUT', 'Counting the jobs failed: the server did not respond in time.')
}
