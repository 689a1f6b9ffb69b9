const hourMs = 60 * 60 * 1_000
/** The share of an hour's budget that can be spent at once. The rest is spread evenly over the hour. */
const burst = 1 / 8

/**
 * A token bucket that limits the requests in any hour. The stored tokens and those added within an hour add
 * up to the budget. Raising the budget adds no tokens at once.
 */
export class RequestBudget {
  readonly #now: () => number
  #perHour: number
  #tokens: number
  #refilledAt: number

  /** Starts full. `perHour` must be at least 56, so that the seven requests of one reading fit at once. */
  constructor(perHour: number, now: () => number = Date.now) {
    this.#now = now
    this.#perHour = perHour
    this.#tokens = perHour * burst
    this.#refilledAt = now()
  }

  /** The maximum number of requests in any hour. */
  get perHour(): number {
    return this.#perHour
  }

  /** The sustainable number of requests per hour. */
  get sustainedPerHour(): number {
    return this.#perHour * (1 - burst)
  }

  /** Changes the budget. */
  setPerHour(perHour: number): void {
    this.#refill()
    this.#perHour = perHour
    this.#tokens = Math.min(this.#tokens, perHour * burst)
  }

  /** The maximum number of tokens. */
  get capacity(): number {
    return this.#perHour * burst
  }

  /** Returns how full the bucket is, from 0 to 1. */
  fill(): number {
    this.#refill()
    return this.#tokens / (this.#perHour * burst)
  }

  /** Takes tokens for this many requests. Returns true if there were enough. */
  tryTake(requests: number): boolean {
    this.#refill()
    if (this.#tokens < requests) return false
    this.#tokens -= requests
    return true
  }

  /** Gives back the tokens of requests that were not made. */
  refund(requests: number): void {
    this.#refill()
    this.#tokens = Math.min(this.#perHour * burst, this.#tokens + requests)
  }

  /** Returns the milliseconds until tokens for this many requests are available, or 0 if they are now. */
  waitMs(requests: number): number {
    this.#refill()
    return Math.ceil((Math.max(0, requests - this.#tokens) * hourMs) / this.sustainedPerHour)
  }

  #refill(): void {
    const now = this.#now()
    // A clock that was set back neither adds nor removes tokens.
    const passed = Math.max(0, now - this.#refilledAt)
    this.#refilledAt = now
    this.#tokens = Math.min(this.#perHour * burst, this.#tokens + (passed * this.sustainedPerHour) / hourMs)
  }
}
