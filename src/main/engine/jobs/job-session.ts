import type { WireError } from '../../../shared/errors.ts'
import type { JobRow } from '../../../shared/jobs/jobs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'

/** This session's transfers, for the list of jobs. */
export interface SessionTransfers {
  /** Returns `null` if the transfer is not in the list. */
  find(id: string): Transfer | null
  /** Returns the unfinished transfers of these claims, by claim. */
  ofClaims(claimIds: ReadonlySet<string>): ReadonlyMap<string, Transfer>
  onChange(listener: () => void): () => void
}

/** The part of a claim shown in lists of jobs. */
export interface SessionClaim {
  /** Why its lease was lost, or why its last action failed. */
  readonly error: WireError | null
  readonly saved: JobRow['saved']
}

/** This session's claims, for the list of jobs. */
export interface SessionClaims {
  /** Returns `null` if the claim is from an earlier session, or was dismissed. */
  summary(id: string): SessionClaim | null
  onChange(listener: () => void): () => void
}

/** The saves of results that are in progress. */
export interface SessionSaves {
  /** Returns the id of the transfer that saves one of the job's results, or `null`. */
  transferOf(jobId: number): string | null
}
