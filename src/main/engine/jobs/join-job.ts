import { basename, dirname } from 'node:path'
import type { JobRow } from '../../../shared/jobs/jobs.ts'
import type { Transfer, TransferState } from '../../../shared/files/transfers.ts'
import type { SessionClaim } from './job-session.ts'
import type { StoredJob } from './job-store.ts'

/** A job's state in this session. */
export interface JobSession {
  readonly transfer: Transfer | null
  readonly claim: SessionClaim | null
}

const gone: ReadonlySet<TransferState> = new Set(['done', 'cancelled'])
const undecided: ReadonlySet<TransferState> = new Set(['failed', 'stored', 'unconfirmed'])

/** Returns a job as sent to the page: its stored data, joined with the state of this session. */
export function joinJob(stored: StoredJob, inGroup: boolean, { transfer, claim }: JobSession): JobRow {
  const { id, connectionId, queue, direction, key, messageId, name, fileName, size, step } = stored
  const { createdAt, changedAt, attempt, maxReceives, results, claimId, savedPath } = stored
  const shown = transfer === null || gone.has(transfer.state) ? null : transfer
  const isUpload = shown !== null && shown.kind === 'submit'
  const failed = shown !== null && undecided.has(shown.state) ? shown.error : null
  return {
    kind: 'job',
    id,
    inGroup,
    connectionId,
    queue,
    direction,
    key,
    messageId,
    name,
    fileName,
    size,
    // A message that could not be sent is sent at the next launch, so the stored state is not failed.
    state: isUpload && failed !== null && stored.state === 'uploading' ? 'failed' : stored.state,
    step,
    createdAt,
    changedAt,
    attempt,
    maxReceives,
    results: { found: results.found, new: results.new, saved: results.saved },
    error: failed ?? claim?.error ?? stored.error,
    saved: claim?.saved ?? savedAt(savedPath),
    transfer:
      shown === null
        ? null
        : {
            id: shown.id,
            kind: shown.kind,
            state: shown.state,
            bytesDone: shown.bytesDone,
            bytesTotal: shown.bytesTotal,
            bytesPerSecond: shown.bytesPerSecond,
          },
    claimId: claim === null ? null : claimId,
    sendsAt: isUpload ? shown.sendsAt : null,
  }
}

/** Returns a file's location for the page, which may show a path but never sends one. */
export function savedAt(path: string | null): JobRow['saved'] {
  return path === null ? null : { fileName: basename(path), folder: dirname(path) }
}
