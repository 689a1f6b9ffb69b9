/** Notices that nothing comes any more. It rests until it is fed. */
export class Watchdog {
  readonly #timer: NodeJS.Timeout
  readonly #ms: number
  #fedAt: number | null = null

  /** `onStall` is called once nothing fed it for `ms` milliseconds, and up to a quarter more. */
  constructor(ms: number, onStall: () => void) {
    this.#ms = ms
    // A timer set anew at each piece of a fast stream would cost more than the looking.
    this.#timer = setInterval(() => {
      if (this.#fedAt !== null && performance.now() - this.#fedAt >= this.#ms) onStall()
    }, ms / 4)
    this.#timer.unref()
  }

  /** Something came. */
  feed(): void {
    this.#fedAt = performance.now()
  }

  /** Nothing is expected until it is fed again. */
  rest(): void {
    this.#fedAt = null
  }

  stop(): void {
    clearInterval(this.#timer)
  }
}
