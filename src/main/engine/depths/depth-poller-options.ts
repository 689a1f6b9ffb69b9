import type { After } from '../async/timer.ts'
import type { IntervalBounds } from './poll-interval.ts'

/** Options of a depth poller. */
export interface DepthPollerOptions {
  /** The maximum number of requests per hour, for all job queues together. Default: 2,000. At least 56. */
  readonly budgetPerHour?: number
  /**
   * Returns true for a connection whose requests are free. Such connections share their own, large budget.
   * Default: none.
   */
  readonly isFree?: (connectionId: string) => boolean
  /**
   * Returns true for a connection whose changes are reported to `noteChange`. While nothing changes, its queue on screen
   * is read rarely. Default: none.
   */
  readonly reportsChanges?: (connectionId: string) => boolean
  readonly intervals?: Partial<IntervalBounds>
  /** The time limit for one read, in milliseconds. Default: 15,000. */
  readonly timeoutMs?: number
  readonly now?: () => number
  readonly after?: After
}
