/** How fast a body may pass. */
export interface Pace {
  /** Waits until this many more bytes may pass. */
  pace(bytes: number): Promise<void>
  /** How many bytes to ask for at a time. */
  readonly stepBytes: number
}

/** Lets any number of bytes pass. */
export const anyPace: Pace = { pace: () => Promise.resolve(), stepBytes: 1_048_576 }

const stepsAhead = 2

/**
 * Grants the bytes of one body to the thread that moves them, as fast as `pace` allows, and at most two steps ahead of
 * what has moved.
 */
export class Allowance {
  readonly #total: number
  readonly #pace: Pace
  readonly #grant: (bytes: number) => void
  #granted = 0
  #moved = 0
  #isPacing = false

  constructor(total: number, pace: Pace, grant: (bytes: number) => void) {
    this.#total = total
    this.#pace = pace
    this.#grant = grant
  }

  /** Call it at the start, and whenever more has moved, with the number of bytes moved in all. */
  moved(bytes: number): void {
    this.#moved = bytes
    void this.#grantMore()
  }

  async #grantMore(): Promise<void> {
    if (this.#isPacing) return
    this.#isPacing = true
    try {
      for (;;) {
        const { stepBytes } = this.#pace
        const step = Math.min(stepBytes, this.#total - this.#granted)
        if (step <= 0 || this.#granted - this.#moved > stepBytes * (stepsAhead - 1)) return
        await this.#pace.pace(step)
        this.#granted += step
        this.#grant(step)
      }
    } catch {
      // The transfer was stopped. Whoever stops it also drops the request.
    } finally {
      this.#isPacing = false
    }
  }
}
