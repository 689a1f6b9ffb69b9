import type { QueueRef } from '../../../shared/metrics/metrics.ts'

/** A job queue's counts at one time, in milliseconds since the epoch. */
export interface DepthSample extends QueueRef {
  readonly at: number
  /**
   * Messages in `pending`: those that can be received, those in flight, and all of them including delayed
   * ones.
   */
  readonly waiting: number
  readonly working: number
  readonly total: number
  /** All messages in `completed`, or `null` if it was not read. */
  readonly completed: number | null
  /** True if readings are missing before it. */
  readonly afterGap: boolean
}

/**
 * The resolution of samples: all of them for 1 h, then the highest of each minute for 24 h and of 15 min for
 * 7 d.
 */
export type SampleDetail = 'raw' | 'minutes' | 'quarters'

/** A stored sample of one queue. */
export type StoredSample = Pick<DepthSample, 'at' | 'waiting' | 'working' | 'afterGap'>

/** This app's own work on a queue's jobs. */
export interface OwnWork extends QueueRef {
  /** The number of jobs that it finished. */
  readonly finished: number
  /** When its oldest job without a result was sent, or `null`. */
  readonly oldestSentAt: number | null
}

/** The store of samples: the ledger. Calls may reject with INTERNAL. */
export interface DepthLog {
  /** Lazy: a crash may lose the latest samples. */
  add(samples: readonly DepthSample[]): void
  /** Returns a queue's samples since a time, oldest first. */
  history(queue: QueueRef, detail: SampleDetail, since: number): Promise<readonly StoredSample[]>
  /** Returns all raw samples since a time, oldest first. */
  recent(since: number): Promise<readonly DepthSample[]>
  /** Returns the last sample of each queue. */
  latest(): Promise<readonly DepthSample[]>
  /** Returns the samples of each quarter of an hour since a time, oldest first. */
  quarters(since: number): Promise<readonly (QueueRef & StoredSample)[]>
  /** Returns this app's own work in these queues since a time. */
  ownWork(queues: readonly QueueRef[], since: number): Promise<readonly OwnWork[]>
}
