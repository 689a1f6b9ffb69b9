import type { JobFields } from '../../../shared/jobs.ts'
import type { Direction, QueueConfig } from '../../../shared/queues.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import type { PayloadBody } from '../uploads/put-options.ts'
import type { LeaseClock } from './lease-clock.ts'

/** What a job queue is made of. */
export type JobQueueOptions = {
  readonly config: QueueConfig
  readonly clients: EngineClients
  /** What leases are counted by. Default: the clocks of this computer. */
  readonly clock?: LeaseClock | undefined
}

/** What is stored as a payload. */
export type StoreData = {
  /** Default: a new UUID v4. */
  readonly key?: string | undefined
  /** Whether the key was made for this payload, so that nothing else can be under it. Default: where none is given. */
  readonly keyIsNew?: boolean | undefined
  /** Default: empty. */
  readonly body?: PayloadBody | undefined
  /** User metadata. A `filename` among them sets the content type by its extension. */
  readonly fields?: JobFields | undefined
  /** Overrides the one of `filename`. */
  readonly contentType?: string | undefined
}

/** Options of `JobQueue.next`. */
export type NextOptions = CallOptions & {
  /** How long to wait for a job: 0 to 20 seconds. Default 20. */
  readonly waitSeconds?: number
  /** How long the job is hidden from others. Default 30 seconds. */
  readonly leaseSeconds?: number
}

/** Options of `JobQueue.nextBatch`. */
export type NextBatchOptions = NextOptions & {
  /** The most jobs to take: 1 to 10. Default 10. */
  readonly max?: number
}

/** Options of `JobQueue.trigger`. */
export type TriggerOptions = CallOptions & {
  /** The status to send to. Default `pending`. */
  readonly status?: string
  /** Where the payload lies. Default `in`. */
  readonly direction?: Direction
  /** Fields for the message beside the payload's own; they win. Their names become lower case, as S3's are. */
  readonly fields?: JobFields
}

/** A payload that is stored and whose fields are known. */
export type StoredPayload = {
  readonly key: string
  readonly fields: JobFields
  /** Where it lies. Default `in`. */
  readonly direction?: Direction
  /** The status to send to. Default `pending`. */
  readonly status?: string
}
