import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { Direction, QueueConfig } from '../../../shared/queues/queues.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import type { PayloadBody } from '../uploads/put-options.ts'
import type { Job } from '../protocol/job.ts'
import type { LeaseClock } from './lease-clock.ts'

/** Options of a `JobQueue`. */
export type JobQueueOptions = {
  readonly config: QueueConfig
  readonly clients: EngineClients
  /** The clocks for leases. Default: this computer's clocks. */
  readonly clock?: LeaseClock | undefined
}

/** A payload to store. */
export type StoreData = {
  /** Default: a new UUID v4. */
  readonly key?: string | undefined
  /**
   * True if the key was generated for this payload, so that no other object has it. Default: true
   * if no key is given.
   */
  readonly keyIsNew?: boolean | undefined
  /** Default: empty. */
  readonly body?: PayloadBody | undefined
  /** User metadata. The `filename` field sets the content type by its extension. */
  readonly fields?: JobFields | undefined
  /** Overrides the content type from `filename`. */
  readonly contentType?: string | undefined
}

/** Options of `JobQueue.next`. */
export type NextOptions = CallOptions & {
  /** How long to wait for a job: 0 to 20 seconds. Default 20. */
  readonly waitSeconds?: number
  /** The visibility timeout, in seconds. Default 30. */
  readonly leaseSeconds?: number
}

/** Options of `JobQueue.nextBatch`. */
export type NextBatchOptions = NextOptions & {
  /** Called with jobs that arrive after the wait was cancelled. Returns the ones to release. Default: all of them. */
  readonly onUnwanted?: (jobs: readonly Job[]) => Promise<readonly Job[]>
  /** The maximum number of jobs: 1 to 10. Default 10. */
  readonly max?: number
}

/** Options of `JobQueue.trigger`. */
export type TriggerOptions = CallOptions & {
  /** The status to send to. Default `pending`. */
  readonly status?: string
  /** The bucket that contains the payload. Default `in`. */
  readonly direction?: Direction
  /**
   * Additional fields for the message, which override the payload's own. Names become lower case, as in S3.
   */
  readonly fields?: JobFields
  /** How long the message stays invisible, in seconds: 0 to 900. Default: its queue's delay. */
  readonly delaySeconds?: number | undefined
}

/** A stored payload with known fields. */
export type StoredPayload = {
  readonly key: string
  readonly fields: JobFields
  /** The bucket that contains it. Default `in`. */
  readonly direction?: Direction
  /** The status to send to. Default `pending`. */
  readonly status?: string
  /** How long its message stays invisible, in seconds: 0 to 900. Default: its queue's delay. */
  readonly delaySeconds?: number | undefined
}
