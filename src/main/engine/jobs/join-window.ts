import type { JobEntry, JobRow } from '../../../shared/jobs/jobs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { joinJob } from './join-job.ts'
import type { SessionClaims, SessionSaves, SessionTransfers } from './job-session.ts'
import type { StoredEntry, StoredJob } from './job-store.ts'

/** The session state that a window is joined with. */
export interface JoinSources {
  readonly transfers: SessionTransfers
  readonly claims: SessionClaims
  readonly saves: SessionSaves
}

/** Joins a window's entries with the transfers and claims of this session. */
export function joinWindow(entries: readonly StoredEntry[], sources: JoinSources): JobEntry[] {
  const claimIds = entries.flatMap((entry) =>
    entry.kind === 'job' && entry.job.claimId !== null ? [entry.job.claimId] : [],
  )
  const byClaim = sources.transfers.ofClaims(new Set(claimIds))
  return entries.map((entry) =>
    entry.kind === 'job' ? joined(entry.job, entry.inGroup, byClaim, sources) : shownEntry(entry),
  )
}

/** Joins one job like {@link joinWindow}. */
export function joinOne(job: StoredJob, sources: JoinSources): JobRow {
  const claimIds = new Set(job.claimId === null ? [] : [job.claimId])
  return joined(job, false, sources.transfers.ofClaims(claimIds), sources)
}

function joined(
  job: StoredJob,
  inGroup: boolean,
  byClaim: ReadonlyMap<string, Transfer>,
  { transfers, claims, saves }: JoinSources,
): JobRow {
  const { claimId, uploadId } = job
  const saveId = saves.transferOf(job.id)
  const upload = uploadId === null ? null : transfers.find(uploadId)
  const ofClaim = claimId === null ? undefined : byClaim.get(claimId)
  const save = saveId === null ? null : transfers.find(saveId)
  return joinJob(job, inGroup, {
    transfer: upload ?? ofClaim ?? save,
    claim: claimId === null ? null : claims.summary(claimId),
  })
}

function shownEntry(entry: Exclude<StoredEntry, { readonly kind: 'job' }>): JobEntry {
  return entry.kind === 'group' ? entry.group : { kind: 'more', group: entry.group, hidden: entry.hidden }
}
