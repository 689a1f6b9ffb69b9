import type { ClaimList } from './claim-list.ts'
import { messageError } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'

/**
 * Recognises a payload whose message came twice, as after a crash between a send and its note: by its key, where
 * another message with the same one is held here or was acknowledged here. Says so on the later claim.
 */
export function noteDuplicate(record: ClaimRecord, all: readonly ClaimRecord[]): void {
  const { bucket, key, id } = record.job
  if (bucket === null || key === null || messageError(record.job) !== null) return
  const twin = all.findLast(
    (other) =>
      other !== record &&
      other.job.id !== id &&
      other.job.key === key &&
      other.job.bucket === bucket &&
      other.job.status === record.job.status &&
      other.connectionId === record.connectionId &&
      (other.outcome === null ? other.lease.held : other.outcome !== 'released'),
  )
  if (twin === undefined) return
  record.duplicate = {
    jobId: twin.job.id,
    is: twin.outcome === null ? 'held' : 'done',
    at: twin.events.at(-1)?.at ?? twin.job.receivedAt,
  }
}

/** Says so too where a former run was done with a job of the same payload. */
export async function noteDoneBefore(record: ClaimRecord, list: ClaimList): Promise<void> {
  const at = await list.doneBefore(record)
  if (at === null || record.duplicate !== null || record.outcome !== null) return
  list.change(record, { duplicate: { jobId: null, is: 'done', at } })
}
