const intervalMs = 50
/** Smaller chunks belong to small files. Small and large chunks each get half the speed. */
const smallChunkBytes = 65_536
/** After a pause, the limit's bytes for this time may pass at once. */
const burstMs = 100

interface Waiter {
  readonly bytes: number
  readonly pass: () => void
}

/** Limits the combined speed of uploads and downloads, in steps of 50 ms. Unlimited by default. */
export class RateLimiter {
  readonly #now: () => number
  #bytesPerSecond: number | null = null
  /**
   * The bytes that may pass now. If negative, bytes have passed in advance, and the next ones wait until the
   * limit has made up for them.
   */
  #credit = 0
  #creditedAt = 0
  #timer: NodeJS.Timeout | null = null
  readonly #small = new Set<Waiter>()
  readonly #large = new Set<Waiter>()
  /** How many more bytes of small chunks than of large ones have passed while both were waiting. */
  #lead = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  get isLimited(): boolean {
    return this.#bytesPerSecond !== null
  }

  /** Changes the limit, including for calls that are already waiting. `null` removes it. */
  set(bytesPerSecond: number | null): void {
    this.#addCredit()
    if (this.#bytesPerSecond === null || bytesPerSecond === null) this.#credit = 0
    this.#bytesPerSecond = bytesPerSecond
    this.#creditedAt = this.#now()
    this.#passWaiters()
  }

  /**
   * Waits until this many bytes may pass. Calls pass in order, alternating between small and large chunks.
   * Rejects with the signal's reason.
   */
  pace(bytes: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#bytesPerSecond === null) return Promise.resolve()
    const waiters = bytes < smallChunkBytes ? this.#small : this.#large
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        waiters.delete(waiter)
        reject(signal.reason)
      }
      const waiter: Waiter = {
        bytes,
        pass: () => {
          signal.removeEventListener('abort', abort)
          resolve()
        },
      }
      signal.addEventListener('abort', abort, { once: true })
      waiters.add(waiter)
      if (this.#timer === null) this.#passWaiters()
    })
  }

  #passWaiters(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#addCredit()
    while (this.#bytesPerSecond === null || this.#credit > 0) {
      const waiter = this.#next()
      if (waiter === null) return
      this.#credit -= waiter.bytes
      waiter.pass()
    }
    if (this.#small.size + this.#large.size > 0)
      this.#timer = setTimeout(() => this.#passWaiters(), intervalMs)
  }

  /** Removes and returns the next waiting call, or `null`. */
  #next(): Waiter | null {
    if (this.#small.size === 0 || this.#large.size === 0) this.#lead = 0
    const waiters =
      this.#large.size === 0 || (this.#small.size > 0 && this.#lead <= 0) ? this.#small : this.#large
    const [next] = waiters
    if (next === undefined) return null
    waiters.delete(next)
    this.#lead += waiters === this.#small ? next.bytes : -next.bytes
    return next
  }

  #addCredit(): void {
    const rate = this.#bytesPerSecond
    const now = this.#now()
    if (rate !== null) {
      const earned = (rate * (now - this.#creditedAt)) / 1_000
      this.#credit = Math.min(this.#credit + earned, (rate * burstMs) / 1_000)
    }
    this.#creditedAt = now
  }
}
