/** A change that follows another within this time is reported together with it. */
const pauseMs = 1_000

/** Reports changes: the first at once, and those that follow it at most once per second. */
export class ChangeReports {
  readonly #send: () => void
  #timer: NodeJS.Timeout | null = null
  #hasMore = false

  constructor(send: () => void) {
    this.#send = send
  }

  /** Call this after each change. */
  changed(): void {
    if (this.#timer === null) this.#report()
    else this.#hasMore = true
  }

  #report(): void {
    this.#hasMore = false
    this.#send()
    this.#timer = setTimeout(() => {
      this.#timer = null
      if (this.#hasMore) this.#report()
    }, pauseMs)
    this.#timer.unref()
  }
}
