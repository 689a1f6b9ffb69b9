import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { MessageExtras } from './message-attributes.ts'

/** A received message and its content. Times are milliseconds since the epoch. */
export type Job = MessageExtras & {
  /** The SQS MessageId. */
  readonly id: string
  /** The job queue's name. */
  readonly queue: string
  /** The status that it was claimed from. */
  readonly status: string
  readonly receiptHandle: string
  /**
   * The message's values other than bucket and key. Values that are not strings are JSON text, as it was
   * sent.
   */
  readonly fields: JobFields
  /** `null` if the message names none. */
  readonly bucket: string | null
  /** `null` if the message names none. */
  readonly key: string | null
  /** The message body as received. */
  readonly rawBody: string
  /**
   * The format of a body from another program that names a payload, such as `S3 event`. `null` for a remotejob message.
   */
  readonly format: string | null
  /** The number of other entries in such a body. Each may name its own payload. */
  readonly unopened: number
  /** True if the body differs from the MD5 that the server sent with it. */
  readonly damaged: boolean
  /** `MESSAGE_NOT_JSON`, `MESSAGE_WITHOUT_KEY` or `CHECKSUM_MISMATCH`, or `null` if the message is valid. */
  readonly error: EngineError | null
  /** True if `bucket` is not one of the job queue's own. Ask the user before reading from it. */
  readonly foreign: boolean
  /** How many times the message was received, including this time. */
  readonly receivedCount: number
  /** By the server's clock. */
  readonly sentAt: number | null
  /** By the server's clock. */
  readonly firstReceivedAt: number | null
  /**
   * Just before the call that received it, by this computer's clock. It cannot have been received earlier.
   */
  readonly receivedAt: number
  /** When the response with it arrived, by this computer's clock. */
  readonly arrivedAt: number
  /**
   * The visibility timeout that it was received with, in milliseconds. The lease's deadline is kept by the JobQueue.
   */
  readonly leaseMs: number
}

/** The outcome of one job in a batch. */
export type JobOutcome = {
  readonly job: Job
  /** `null` on success. */
  readonly error: EngineError | null
}

/** SQS ends every lease 12 hours after the message was received. In milliseconds. */
export const maxLeaseMs = 12 * 60 * 60 * 1_000
