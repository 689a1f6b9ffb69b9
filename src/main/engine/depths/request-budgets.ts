import { RequestBudget } from './request-budget.ts'

/**
 * The most requests per hour to servers that charge nothing: enough for a reading every second, and still a
 * limit to what watching costs this computer.
 */
const freePerHour = 36_000

/** The budget for the servers that charge for requests, and the one for those that do not. */
export class RequestBudgets {
  readonly charged: RequestBudget
  readonly #free: RequestBudget
  readonly #isFree: (connectionId: string) => boolean

  constructor(perHour: number, isFree: (connectionId: string) => boolean, now: () => number) {
    this.charged = new RequestBudget(perHour, now)
    this.#free = new RequestBudget(freePerHour, now)
    this.#isFree = isFree
  }

  /** Returns the budget for the requests of a connection. */
  of(connectionId: string): RequestBudget {
    return this.#isFree(connectionId) ? this.#free : this.charged
  }
}
