import type { DeadLetters, StatusDepth } from '../../../shared/queues/queues.ts'

/** One reading of a job queue. Times are milliseconds since the epoch. */
export interface DepthReading {
  readonly connectionId: string
  readonly queue: string
  readonly at: number
  /** The statuses that were read. `pending` is always among them. */
  readonly depths: Readonly<Record<string, StatusDepth>>
  /** The maximum time until the next planned reading, in milliseconds. A longer gap means that readings are missing. */
  readonly nextWithinMs: number
}

/** A job queue's dead letters, or `null` if it has no dead-letter queue. */
export interface DeadLetterReading {
  readonly connectionId: string
  readonly queue: string
  readonly dead: DeadLetters | null
}
