/** Detects a stalled stream. It is paused until the first `refresh`. */
export class IdleTimeout {
  readonly #timer: NodeJS.Timeout
  readonly #ms: number
  #refreshedAt: number | null = null

  /** Calls `onStall` once there has been no `refresh` for `ms` milliseconds, or up to a quarter longer. */
  constructor(ms: number, onStall: () => void) {
    this.#ms = ms
    // Setting a timer for every chunk of a fast stream would cost more than this check.
    this.#timer = setInterval(() => {
      if (this.#refreshedAt !== null && performance.now() - this.#refreshedAt >= this.#ms) onStall()
    }, ms / 4)
    this.#timer.unref()
  }

  /** Restarts the timeout. Call this when data arrives. */
  refresh(): void {
    this.#refreshedAt = performance.now()
  }

  /** Restarts the timeout unless it is paused. Call this if this thread was too busy to notice new data. */
  excuse(): void {
    if (this.#refreshedAt !== null) this.refresh()
  }

  /** Stops the timeout until the next `refresh`. */
  pause(): void {
    this.#refreshedAt = null
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
