import { randomUUID } from 'node:crypto'
import type { Claim, ClaimEvent, JobFields, PayloadInfo } from '../../shared/jobs.ts'
import { EngineError, toWire } from './errors.ts'
import { payloadFileName } from './file-name.ts'
import type { Job, JobQueue } from './job-queue.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Lease } from './lease.ts'
import type { SavedFile } from './transfers/save-file.ts'

const shownBodyCharacters = 4_096
const longestFieldName = 128
const longestFieldValue = 4_096

/** One claim as main keeps it. */
export interface ClaimRecord {
  readonly id: string
  readonly connectionId: string
  readonly queue: JobQueue
  readonly job: Job
  readonly lease: Lease
  readonly fields: JobFields
  readonly events: ClaimEvent[]
  fileName: string
  bucketAllowed: boolean
  payload: PayloadInfo | null
  payloadError: EngineError | null
  activity: Claim['activity']
  outcome: Claim['outcome']
  error: EngineError | null
  saved: SavedFile | null
  /** What runs for this claim; settles when it is over. */
  work: Promise<void>
  /** Ends what runs for this claim. */
  abort: AbortController
}

/** A record for a job just received. `onLease` is called when its lease, yet to be started, changes. */
export function newClaimRecord(
  queue: JobQueue,
  connectionId: string,
  job: Job,
  heartbeat: Heartbeat,
  onLease: (record: ClaimRecord) => void,
): ClaimRecord {
  const fields = shownFields(job.fields)
  const record: ClaimRecord = {
    id: randomUUID(),
    connectionId,
    queue,
    job,
    lease: heartbeat.lease({
      place: () => ({ queue, job }),
      receivedAt: job.receivedAt,
      deadline: job.deadline,
      durationMs: job.leaseMs,
      onChange: () => onLease(record),
    }),
    fields,
    events: firstEvents(job),
    fileName: payloadFileName(job.fields, job.key),
    bucketAllowed: false,
    payload: null,
    payloadError: null,
    activity: 'idle',
    outcome: null,
    error: null,
    saved: null,
    work: Promise.resolve(),
    abort: new AbortController(),
  }
  return record
}

/** The claim as the page sees it. */
export function toClaim(record: ClaimRecord): Claim {
  const { id, connectionId, queue, job, lease, fields, fileName, bucketAllowed, payload, saved } = record
  return {
    id,
    connectionId,
    queue: queue.config.name,
    status: job.status,
    jobId: job.id,
    fields,
    bucket: job.bucket,
    key: job.key,
    fileName,
    messageError: wireOrNull(messageError(job)),
    bucketAllowed,
    rawBody: job.rawBody.slice(0, shownBodyCharacters),
    receivedCount: job.receivedCount,
    payload,
    payloadError: wireOrNull(record.payloadError),
    lease: lease.state(),
    activity: record.activity,
    outcome: record.outcome,
    error: wireOrNull(record.error),
    saved: saved === null ? null : { fileName: saved.fileName, folder: saved.folder },
    events: [...record.events],
  }
}

/** What is wrong with a job's message: not JSON, no key, or a bucket that is not the queue's own. */
export function messageError(job: Job): EngineError | null {
  if (job.error !== null) return job.error
  if (!job.foreign) return null
  return new EngineError(
    'MESSAGE_FOREIGN_BUCKET',
    `The payload lies in ${job.bucket}, not in a bucket of this queue.`,
    {
      hint: 'Read it only if you trust whoever may write to this queue.',
    },
  )
}

/**
 * The bucket and the key to read from.
 * @throws EngineError MESSAGE_NOT_JSON, MESSAGE_WITHOUT_KEY; MESSAGE_FOREIGN_BUCKET until the person allowed it.
 */
export function payloadAddress(record: ClaimRecord): { readonly bucket: string; readonly key: string } {
  const { job, bucketAllowed } = record
  const error = messageError(job)
  if (error !== null && !(error.code === 'MESSAGE_FOREIGN_BUCKET' && bucketAllowed)) throw error
  if (job.bucket === null || job.key === null) throw new EngineError('MESSAGE_WITHOUT_KEY')
  return { bucket: job.bucket, key: job.key }
}

// A stranger's message may hold more than the page is to get, and one broken field may not hide the claim.
function shownFields(fields: JobFields): JobFields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => name !== '' && name.length <= longestFieldName)
      .map(([name, value]) => [name, value.slice(0, longestFieldValue)]),
  )
}

function firstEvents(job: Job): ClaimEvent[] {
  const events: ClaimEvent[] = []
  if (job.sentAt !== null) events.push({ at: job.sentAt, what: 'sent', detail: null })
  if (job.receivedCount > 1 && job.firstReceivedAt !== null) {
    events.push({
      at: job.firstReceivedAt,
      what: 'received',
      detail: `the first of ${job.receivedCount} times`,
    })
  }
  events.push({ at: job.receivedAt, what: 'claimed', detail: null })
  return events
}

function wireOrNull(error: EngineError | null): ReturnType<typeof toWire> | null {
  return error === null ? null : toWire(error)
}
