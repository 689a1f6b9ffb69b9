import type { WireError } from '../../../shared/errors.ts'
import type { JobRow } from '../../../shared/jobs/jobs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'

/** The transfers of this session, as far as the list of jobs needs them. */
export interface SessionTransfers {
  /** `null` if it is not listed, or not anymore. */
  find(id: string): Transfer | null
  /** Returns the unfinished transfers of these claims, by claim. */
  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer>
  onChange(listener: () => void): () => void
}

/** The part of a claim that lists of jobs show. */
export interface SessionClaim {
  /** Why its lease was lost, or why its last action failed. */
  readonly error: WireError | null
  readonly saved: JobRow['saved']
}

/** The claims of this session, as far as the list of jobs needs them. */
export interface SessionClaims {
  /** `null` if it is of an earlier session, or was dismissed. */
  glance(id: string): SessionClaim | null
  onChange(listener: () => void): () => void
}

/** The saves of results that are in progress. */
export interface SessionSaves {
  /** Returns the id of the transfer that saves a result of the job, or `null`. */
  transferOf(jobId: number): string | null
}
