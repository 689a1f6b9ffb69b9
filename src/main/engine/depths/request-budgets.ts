import { RequestBudget } from './request-budget.ts'

/**
 * The maximum number of requests per hour to free servers: enough to read a queue every second, but still a
 * limit on the polling load.
 */
const freePerHour = 36_000

/** Two budgets: one for servers that charge for requests, one for free servers. */
export class RequestBudgets {
  readonly charged: RequestBudget
  readonly #free: RequestBudget
  readonly #isFree: (connectionId: string) => boolean

  constructor(perHour: number, isFree: (connectionId: string) => boolean, now: () => number) {
    this.charged = new RequestBudget(perHour, now)
    this.#free = new RequestBudget(freePerHour, now)
    this.#isFree = isFree
  }

  /** Returns the budget for a connection's requests. */
  of(connectionId: string): RequestBudget {
    return this.#isFree(connectionId) ? this.#free : this.charged
  }
}
