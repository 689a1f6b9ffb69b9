import { afterTimeout, type After } from './timer.ts'

/** How often a {@link PacedTask} runs. */
export interface Pace {
  /** Minimum interval between starts, even after an idle period. */
  readonly minMs: number
  /** Interval between starts while requests keep arriving. */
  readonly everyMs: number
  /** How many runs can accumulate during an idle period. */
  readonly burst: number
}

/** Options of a {@link PacedTask}. */
export interface PacedTaskOptions {
  readonly pace: Pace
  /** Never rejects. */
  readonly run: () => Promise<void> | void
  /** Milliseconds. Default: a monotonic clock. */
  readonly now?: () => number
  readonly after?: After
}

/** A task that uses more than this share of the time runs less often. */
const maxShare = 1 / 4

/**
 * Runs a task soon after a request, rate-limited and one run at a time. All requests made before a run starts
 * share that run, so it sees every change made before any of them.
 */
export class PacedTask {
  readonly #options: PacedTaskOptions
  readonly #now: () => number
  readonly #after: After
  #runs: number
  #countedAt: number
  #startedAt = -Infinity
  #tookMs = 0
  #isDue = false
  #running: Promise<void> | null = null
  #stopTimer: (() => void) | null = null
  #closed = false

  constructor(options: PacedTaskOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
    this.#after = options.after ?? afterTimeout
    this.#runs = options.pace.burst
    this.#countedAt = this.#now()
  }

  /** Requests a run. */
  request(): void {
    if (this.#closed) return
    this.#isDue = true
    this.#plan()
  }

  /** Resolves once the current run is over. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** Prevents further runs. */
  close(): void {
    this.#closed = true
    this.#stopTimer?.()
    this.#stopTimer = null
  }

  #plan(): void {
    if (this.#closed || !this.#isDue || this.#running !== null || this.#stopTimer !== null) return
    this.#stopTimer = this.#after(this.#waitMs(), () => {
      this.#stopTimer = null
      this.#start()
    })
  }

  #waitMs(): number {
    const { pace } = this.#options
    const now = this.#now()
    this.#runs = Math.min(pace.burst, this.#runs + Math.max(0, now - this.#countedAt) / pace.everyMs)
    this.#countedAt = now
    const gapMs = Math.max(pace.minMs, this.#tookMs / maxShare)
    return Math.ceil(Math.max(0, this.#startedAt + gapMs - now, (1 - this.#runs) * pace.everyMs))
  }

  #start(): void {
    this.#isDue = false
    this.#runs -= 1
    const startedAt = this.#now()
    this.#startedAt = startedAt
    this.#running = Promise.resolve(this.#options.run()).then(() => {
      this.#tookMs = this.#now() - startedAt
      this.#running = null
      this.#plan()
    })
  }
}
