const hourMs = 60 * 60 * 1_000
/** The part of an hour's budget that may be spent at once; the rest comes evenly over the hour. */
const burst = 1 / 8

/**
 * At most so many requests in any hour: what is saved up and what comes in over an hour are the budget together.
 * A new budget grants nothing at once.
 */
export class RequestBudget {
  readonly #now: () => number
  #perHour: number
  #tokens: number
  #at: number

  /** Starts with all that may be saved up. `perHour`: at least 48, so that six requests fit at once. */
  constructor(perHour: number, now: () => number = Date.now) {
    this.#now = now
    this.#perHour = perHour
    this.#tokens = perHour * burst
    this.#at = now()
  }

  /** The most that any hour may have. */
  get perHour(): number {
    return this.#perHour
  }

  /** Requests an hour that it bears for good. */
  get lasting(): number {
    return this.#perHour * (1 - burst)
  }

  setPerHour(perHour: number): void {
    this.#refill()
    this.#perHour = perHour
    this.#tokens = Math.min(this.#tokens, perHour * burst)
  }

  /** What is saved up, from 0 to 1. */
  fill(): number {
    this.#refill()
    return this.#tokens / (this.#perHour * burst)
  }

  /** Takes so many requests if they are there. */
  tryTake(requests: number): boolean {
    this.#refill()
    if (this.#tokens < requests) return false
    this.#tokens -= requests
    return true
  }

  /** Gives back what was taken and not made. */
  giveBack(requests: number): void {
    this.#refill()
    this.#tokens = Math.min(this.#perHour * burst, this.#tokens + requests)
  }

  /** Milliseconds until so many can be taken. */
  waitMs(requests: number): number {
    this.#refill()
    return Math.ceil((Math.max(0, requests - this.#tokens) * hourMs) / this.lasting)
  }

  #refill(): void {
    const now = this.#now()
    // A clock that was set back brings nothing, and takes nothing.
    const passed = Math.max(0, now - this.#at)
    this.#at = now
    this.#tokens = Math.min(this.#perHour * burst, this.#tokens + (passed * this.lasting) / hourMs)
  }
}
