import { maxRequests } from './max-requests.ts'
import type { Attention, IntervalBounds } from './poll-interval.ts'
import type { QueueDepthReader } from './queue-depth-reader.ts'
import type { RequestBudget } from './request-budget.ts'
import type { RequestBudgets } from './request-budgets.ts'

const hourMs = 60 * 60 * 1_000
/** Below this level of the budget, only the watched queue is read. */
const reserve = 0.2
const soonMs = 1_000
/** How often a queue is read while its changes are reported and there are none, in milliseconds. */
const quietMs = 60_000

/** Dependencies of {@link PollPace}. */
export interface PollPaceOptions {
  readonly intervals: IntervalBounds
  readonly budgets: RequestBudgets
  /** Returns true for a connection whose changes are reported. */
  readonly reportsChanges: (connectionId: string) => boolean
  readonly now: () => number
  /** Returns the queue on screen. */
  readonly watched: () => QueueDepthReader | undefined
  /** Returns all queues that are read, including the one on screen. */
  readonly readers: () => readonly QueueDepthReader[]
}

/** A change to the window's state. Omitted values stay as they are. */
export interface WindowChange {
  readonly focused?: boolean
  readonly visible?: boolean
}

/** Decides how often each queue is read: by the user's attention, recent changes and the request budget. */
export class PollPace {
  readonly #options: PollPaceOptions
  #focused = true
  #visible = true

  constructor(options: PollPaceOptions) {
    this.#options = options
  }

  /** Sets the window's focus and visibility. Returns what has changed. */
  setWindow({
    focused = this.#focused,
    visible = this.#visible,
  }: WindowChange): 'nothing' | 'shown' | 'other' {
    if (focused === this.#focused && visible === this.#visible) return 'nothing'
    const isShown = visible && !this.#visible
    this.#focused = focused
    this.#visible = visible
    return isShown ? 'shown' : 'other'
  }

  isWatched(reader: QueueDepthReader): boolean {
    return this.#options.watched() === reader
  }

  /** True if this queue is on screen and only needs to be read after a reported change. */
  isQuiet(reader: QueueDepthReader): boolean {
    const attention = this.#attentionFor(reader)
    const isShown = attention === 'focused' || attention === 'unfocused'
    return isShown && this.#options.reportsChanges(reader.connectionId) && reader.isSettled
  }

  /** True if the budget allows reading this queue. */
  isAffordable(reader: QueueDepthReader): boolean {
    return this.isWatched(reader) || this.#budgetOf(reader).fill() > reserve
  }

  /**
   * Returns the interval between two readings. It depends on recent changes, and is longer if the budget
   * requires it.
   */
  intervalOf(reader: QueueDepthReader): number {
    if (this.isQuiet(reader)) return quietMs
    const { intervals } = this.#options
    const budget = this.#budgetOf(reader)
    const attention = this.#attentionFor(reader)
    const others = this.#queueCount(budget) - (this.#paysForWatched(budget) ? 1 : 0)
    if (attention === 'unwatched') {
      return Math.max(reader.interval.nextMs(attention), this.#unwatchedMs(budget, others))
    }
    const forOthers = Math.min(budget.sustainedPerHour / 2, (others * hourMs) / intervals.unwatched.calmMs)
    const lastingMs = (this.#costOf(reader) * hourMs) / (budget.sustainedPerHour - forOthers)
    // The emptier the budget, the closer to the sustainable interval, so that it never runs out.
    const scarcity = Math.min(1, (1 - budget.fill()) / (1 - reserve))
    return Math.max(reader.interval.pendingMs(attention), lastingMs * scarcity)
  }

  /** Returns the longest time until a queue is read again. */
  maxMs(reader: QueueDepthReader): number {
    const budget = this.#budgetOf(reader)
    const { calmMs } = this.#options.intervals.unwatched
    return Math.max(calmMs, this.#unwatchedMs(budget, this.#queueCount(budget)))
  }

  /** Returns how long to wait after an action that changes a queue. */
  soonMs(reader: QueueDepthReader): number {
    const since = this.#options.now() - (reader.newest ?? -Infinity)
    return Math.max(soonMs - since, this.#budgetOf(reader).waitMs(maxRequests))
  }

  /** Returns how long to wait until the budget is large enough. */
  retryMs(reader: QueueDepthReader): number {
    const budget = this.#budgetOf(reader)
    const tokens = maxRequests + (this.isWatched(reader) ? 0 : budget.capacity * reserve)
    return Math.max(soonMs, budget.waitMs(tokens))
  }

  /** Returns the statuses to read now. Those other than `pending` have their own interval. */
  due(reader: QueueDepthReader): 'all' | 'pending' {
    if (!this.isWatched(reader)) return 'pending'
    const { oldest } = reader
    const intervalMs = reader.interval.nextMs(this.#attentionFor(reader))
    // If this reading is slightly early, the other statuses must not have to wait for the next one.
    return oldest === null || this.#options.now() - oldest >= intervalMs - soonMs / 2 ? 'all' : 'pending'
  }

  /** Returns the number of requests per hour to servers that charge for them, at these intervals. */
  requestsPerHour(intervals: Iterable<readonly [QueueDepthReader, { readonly everyMs: number }]>): number {
    const { charged } = this.#options.budgets
    let sum = 0
    for (const [reader, { everyMs }] of intervals) {
      if (this.#budgetOf(reader) === charged) sum += (this.#costOf(reader) * hourMs) / everyMs
    }
    return Math.min(charged.perHour, sum)
  }

  #budgetOf(reader: QueueDepthReader): RequestBudget {
    return this.#options.budgets.of(reader.connectionId)
  }

  #queueCount(budget: RequestBudget): number {
    return this.#options.readers().filter((reader) => this.#budgetOf(reader) === budget).length
  }

  #paysForWatched(budget: RequestBudget): boolean {
    const watched = this.#options.watched()
    return watched !== undefined && this.#budgetOf(watched) === budget
  }

  #attentionFor(reader: QueueDepthReader): Attention {
    if (!this.isWatched(reader)) return 'unwatched'
    if (!this.#visible) return 'hidden'
    return this.#focused ? 'focused' : 'unfocused'
  }

  /** Returns the average number of requests that a reading takes. */
  #costOf(reader: QueueDepthReader): number {
    const attention = this.#attentionFor(reader)
    if (attention === 'unwatched') return 1
    const often = reader.interval.pendingMs(attention) / reader.interval.nextMs(attention)
    return 1 + (reader.size - 1) * often
  }

  /**
   * Returns the interval of the queues that are not on screen. They share half the budget, or all of it while
   * no queue is on screen, because the window may then show a list of all queues.
   */
  #unwatchedMs(budget: RequestBudget, others: number): number {
    const share = this.#visible && this.#options.watched() === undefined ? 1 : 1 / 2
    return (others * hourMs) / (budget.sustainedPerHour * share)
  }
}
