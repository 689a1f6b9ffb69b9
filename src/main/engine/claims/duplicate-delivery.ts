import type { ClaimList } from './claim-list.ts'
import { messageError } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'

/**
 * Marks a claim as a duplicate if this app holds, or has finished, a message for the same payload. A crash right
 * after a send can cause a second message, and SQS may deliver one message twice.
 */
export function noteDuplicate(record: ClaimRecord, list: ClaimList): void {
  const { bucket, key } = record.job
  if (bucket === null || key === null || messageError(record.job) !== null) return
  const earlier = list.withSamePayload(
    record,
    (other) => other !== record && (other.outcome === null ? other.lease.held : other.outcome !== 'released'),
  )
  if (earlier === undefined) return
  record.duplicate = {
    jobId: earlier.job.id,
    is: earlier.outcome === null ? 'held' : 'done',
    at: earlier.events.at(-1)?.at ?? earlier.job.receivedAt,
  }
}

/** Also marks a claim if a job with the same payload was finished in a previous session. */
export async function noteFinishedBefore(record: ClaimRecord, list: ClaimList): Promise<void> {
  const at = await list.finishedBefore(record)
  if (at === null || record.duplicate !== null || record.outcome !== null) return
  list.change(record, { duplicate: { jobId: null, is: 'done', at } })
}
