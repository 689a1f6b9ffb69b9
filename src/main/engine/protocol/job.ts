import type { JobFields } from '../../../shared/jobs.ts'
import type { EngineError } from '../errors/engine-error.ts'

/** A claimed job: a received message and what it says. Times are milliseconds since the epoch. */
export type Job = {
  /** The SQS MessageId. */
  readonly id: string
  /** The name of the job queue. */
  readonly queue: string
  /** The status it was claimed from. */
  readonly status: string
  readonly receiptHandle: string
  /** What the message says beside bucket and key. */
  readonly fields: JobFields
  /** `null` where the message names none. */
  readonly bucket: string | null
  /** `null` where the message names none. */
  readonly key: string | null
  /** The message as it came. */
  readonly rawBody: string
  /** `MESSAGE_NOT_JSON`, `MESSAGE_TOO_DEEP` or `MESSAGE_WITHOUT_KEY`; `null` where the message is sound. */
  readonly error: EngineError | null
  /** Whether `bucket` is not one of the job queue's own: ask before reading from it. */
  readonly foreign: boolean
  /** How often the message was received, this time included. */
  readonly receivedCount: number
  /** By the server's clock. */
  readonly sentAt: number | null
  /** By the server's clock. */
  readonly firstReceivedAt: number | null
  /** Just before the call that received it, by this computer's clock: it was not received earlier. */
  readonly receivedAt: number
  /** The visibility timeout that it was received with, in milliseconds. Its JobQueue knows when the lease ends. */
  readonly leaseMs: number
}

/** How one job of a batch fared. */
export type JobOutcome = {
  readonly job: Job
  /** `null` for a success. */
  readonly error: EngineError | null
}

/** 12 hours after the receive SQS ends every lease, in milliseconds. */
export const longestLeaseMs = 12 * 60 * 60 * 1_000
