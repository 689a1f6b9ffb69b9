/** Notices that nothing comes any more. It rests until it is fed. */
export class IdleTimeout {
  readonly #timer: NodeJS.Timeout
  readonly #ms: number
  #refreshedAt: number | null = null

  /** `onStall` is called once nothing fed it for `ms` milliseconds, and up to a quarter more. */
  constructor(ms: number, onStall: () => void) {
    this.#ms = ms
    // A timer set anew at each piece of a fast stream would cost more than the looking.
    this.#timer = setInterval(() => {
      if (this.#refreshedAt !== null && performance.now() - this.#refreshedAt >= this.#ms) onStall()
    }, ms / 4)
    this.#timer.unref()
  }

  /** Something came. */
  refresh(): void {
    this.#refreshedAt = performance.now()
  }

  /** Nothing is expected until it is fed again. */
  pause(): void {
    this.#refreshedAt = null
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
