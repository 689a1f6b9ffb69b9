import type { DepthSample, QueueState, StatusDepth } from '../../shared/queues.ts'
import { toWire } from './errors.ts'
import type { EngineError } from './errors.ts'
import type { JobQueue } from './job-queue.ts'
import { toEngineError } from './transfers/to-engine-error.ts'

const historyMs = 15 * 60 * 1_000
const sampleMs = 5_000
const mostSamples = historyMs / sampleMs
const firstBackoffMs = 2_000
const longestBackoffMs = 30_000
const hourMs = 60 * 60 * 1_000

interface Lane {
  depth: StatusDepth | null
  readAt: number | null
  history: DepthSample[]
}

/** How often to read, and whether all statuses (`watched`) or `pending` only. */
export interface ReaderPace {
  readonly watched: boolean
  readonly everyMs: number
}

/** Reads one job queue's depths at its pace, never two readings at once, and keeps what it read. */
export class QueueReader {
  readonly #queue: JobQueue
  readonly #now: () => number
  readonly #onChange: () => void
  readonly #lanes: Map<string, Lane>
  readonly #closing = new AbortController()
  #pace: ReaderPace | null = null
  #refreshedAt: number | null = null
  #error: EngineError | null = null
  #failures = 0
  #timer: NodeJS.Timeout | null = null
  #reading: Promise<void> | null = null
  #again: { statuses: readonly string[]; read: Promise<void> } | null = null

  /** Takes over what `former` knows. */
  constructor(options: {
    readonly queue: JobQueue
    readonly former: QueueReader | null
    readonly now: () => number
    readonly onChange: () => void
  }) {
    const { queue, former } = options
    this.#queue = queue
    this.#now = options.now
    this.#onChange = options.onChange
    this.#lanes = new Map(
      queue.config.statuses.map((status) => [
        status,
        former === null ? emptyLane() : (former.#lanes.get(status) ?? emptyLane()),
      ]),
    )
    if (former !== null) this.#refreshedAt = former.#refreshedAt
  }

  /** Reads from now on at this pace; at once where it became quicker or reads more. */
  setPace(pace: ReaderPace): void {
    const before = this.#pace
    this.#pace = pace
    if (before?.watched === pace.watched && before.everyMs === pace.everyMs) return
    const wider = before === null || (pace.watched && !before.watched)
    if (wider || pace.everyMs < before.everyMs) void this.readNow('paced')
    else this.#plan()
  }

  /** Reads now, or right after the reading under way. Never rejects: an error is kept in the state. */
  async readNow(which: 'all' | 'paced'): Promise<void> {
    if (this.#closing.signal.aborted) return
    const statuses = which === 'all' ? this.#queue.config.statuses : this.#pacedStatuses()
    if (this.#reading === null) return await this.#start(statuses)
    // One more reading after the present one serves all who ask meanwhile.
    if (this.#again === null) {
      const again = { statuses, read: Promise.resolve() }
      again.read = this.#reading.then(() => {
        this.#again = null
        return this.#closing.signal.aborted ? undefined : this.#start(again.statuses)
      })
      this.#again = again
    } else if (statuses.length > this.#again.statuses.length) this.#again.statuses = statuses
    await this.#again.read
  }

  state(): QueueState {
    return {
      config: this.#queue.config,
      lanes: [...this.#lanes].map(([status, lane]) => ({ status, ...lane })),
      refreshedAt: this.#refreshedAt,
      intervalMs: this.#pace?.watched === true ? this.#delayMs() : null,
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  requestsPerHour(): number {
    if (this.#pace === null) return 0
    return (this.#pacedStatuses().length * hourMs) / this.#delayMs()
  }

  /** Stops, and waits until no request is under way. */
  async close(): Promise<void> {
    this.#closing.abort()
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    await this.#again?.read
    await this.#reading
  }

  #pacedStatuses(): readonly string[] {
    const { statuses } = this.#queue.config
    return this.#pace?.watched === true ? statuses : statuses.slice(0, 1)
  }

  #delayMs(): number {
    const everyMs = this.#pace?.everyMs ?? longestBackoffMs
    if (this.#failures === 0) return everyMs
    return Math.max(everyMs, Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(this.#failures, 10)))
  }

  #plan(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.#closing.signal.aborted) return
    this.#timer = setTimeout(() => void this.readNow('paced'), this.#delayMs())
    this.#timer.unref()
  }

  #start(statuses: readonly string[]): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#reading = this.#read(statuses).finally(() => {
      this.#reading = null
      this.#plan()
    })
    return this.#reading
  }

  async #read(statuses: readonly string[]): Promise<void> {
    const { signal } = this.#closing
    try {
      const depths = await this.#queue.depths({ signal, statuses })
      const at = this.#now()
      for (const [status, depth] of Object.entries(depths)) this.#keep(status, depth, at)
      this.#refreshedAt = at
      this.#error = null
      this.#failures = 0
    } catch (error) {
      if (signal.aborted) return
      this.#error = toEngineError(error)
      this.#failures += 1
    }
    this.#onChange()
  }

  #keep(status: string, depth: StatusDepth, at: number): void {
    const lane = this.#lanes.get(status)
    if (lane === undefined) return
    lane.depth = depth
    lane.readAt = at
    const last = lane.history.at(-1)
    // Timers come a little late or early, and a 2 s pace shall still meet every 5 s.
    if (last !== undefined && at - last.at < sampleMs - 500) return
    const { visible, inFlight } = depth
    lane.history = [...lane.history, { at, visible, inFlight }]
      .filter((sample) => sample.at > at - historyMs)
      .slice(-mostSamples)
  }
}

function emptyLane(): Lane {
  return { depth: null, readAt: null, history: [] }
}
