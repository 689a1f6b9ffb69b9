const intervalMs = 50
/** Pieces below this many bytes are those of small files, which share the speed with the others by halves. */
const smallChunkBytes = 65_536
/** So much of a second may go out at once after a quiet time. */
const burstMs = 100

interface Waiter {
  readonly bytes: number
  readonly pass: () => void
}

/** A bound on bytes a second over all that asks, both directions together, in steps of 50 ms. None at first. */
export class RateLimiter {
  readonly #now: () => number
  #bytesPerSecond: number | null = null
  /** Bytes that may go now; below zero what went ahead, and is made up for before the next goes. */
  #credit = 0
  #creditedAt = 0
  #timer: NodeJS.Timeout | null = null
  readonly #small = new Set<Waiter>()
  readonly #large = new Set<Waiter>()
  /** Bytes that the small pieces are ahead of the large ones, since both wait. */
  #lead = 0

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** `null` lifts the limit. Holds from now on for those that wait already. */
  set(bytesPerSecond: number | null): void {
    this.#addCredit()
    if (this.#bytesPerSecond === null || bytesPerSecond === null) this.#credit = 0
    this.#bytesPerSecond = bytesPerSecond
    this.#creditedAt = this.#now()
    this.#passWaiters()
  }

  /**
   * Waits until so many bytes may go; in the order of asking, small pieces and large ones by turns. Rejects with
   * the signal's reason.
   */
  pace(bytes: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    if (this.#bytesPerSecond === null) return Promise.resolve()
    const line = bytes < smallChunkBytes ? this.#small : this.#large
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        line.delete(waiter)
        reject(signal.reason)
      }
      const waiter: Waiter = {
        bytes,
        pass: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      signal.addEventListener('abort', leave, { once: true })
      line.add(waiter)
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

  /** Takes the next out of its line; `null` where nobody waits. */
  #next(): Waiter | null {
    if (this.#small.size === 0 || this.#large.size === 0) this.#lead = 0
    const line =
      this.#large.size === 0 || (this.#small.size > 0 && this.#lead <= 0) ? this.#small : this.#large
    const [next] = line
    if (next === undefined) return null
    line.delete(next)
    this.#lead += line === this.#small ? next.bytes : -next.bytes
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
