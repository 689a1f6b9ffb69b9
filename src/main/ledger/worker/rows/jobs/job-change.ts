import type { JobInputs } from '../../../../../shared/jobs/job-state.ts'
import type { JobStep } from '../../../../../shared/jobs/job-steps.ts'
import type { Direction } from '../../../../../shared/queues/queues.ts'
import type { SqlValue } from '../../connection.ts'
import type { Details } from '../detail-rows.ts'

/** Identifies a job by the key of its payload, or else by its message. */
export interface JobIdentity {
  readonly connectionId: string
  readonly queue: string
  readonly direction: Direction
  readonly key: string | null
  /** The SQS MessageId. */
  readonly messageId: string | null
}

/** The initial values of a new job. */
export interface NewJob {
  readonly step: JobStep
  readonly at: number
  /** Set if the job starts with an upload. */
  readonly plannedAt?: number
  readonly groupId?: number | null
  readonly sourcePath?: string
  readonly fields?: string | null
}

/** A change to a job. Omitted values stay unchanged. */
export interface JobChange {
  readonly at: number
  /** Records the time of this step, and clears an earlier error. */
  readonly step?: JobStep
  readonly upload?: JobInputs['upload']
  readonly held?: boolean
  readonly results?: { readonly found: number; readonly new: number }
  readonly error?: string | null
  readonly detail?: string | null
  readonly messageId?: string
  readonly size?: number | null
  readonly folderId?: number | null
  /** Columns of the table `jobs`. */
  readonly columns?: Readonly<Record<string, SqlValue>>
  readonly details?: Details
}
