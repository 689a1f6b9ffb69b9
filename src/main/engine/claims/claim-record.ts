import { basename, dirname } from 'node:path'
import { randomId } from '../async/random-id.ts'
import type { Claim, ClaimEvent, PayloadInfo } from '../../../shared/jobs/claims.ts'
import { claimFileName } from './claim-file-name.ts'
import type { HeldClaim } from './claim-journal.ts'
import { Emitter } from '../async/emitter.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { safeFileName } from '../files/safe-file-name.ts'
import type { DeadLetter, Job, JobQueue, QueueSettings } from '../job-queue/job-queue.ts'
import { heldJob } from './held-job.ts'
import type { LeaseDeadline } from '../job-queue/lease-deadline.ts'
import type { LeaseRenewer } from './leases/lease-renewer.ts'
import type { Lease } from './leases/lease.ts'
import type { SavedFile } from '../downloads/save-file.ts'
import { shownMessage } from './shown-message.ts'
import type { ShownMessage } from './shown-message.ts'

/** The maximum number of events that the page shows. */
const maxEvents = 200
/** Longer than any bucket or key, but a message may contain anything. */
const maxAddressLength = 1_024

/** A claim in the main process. */
export interface ClaimRecord {
  readonly id: string
  /** Its position in the list. Set when it is added. */
  order: number
  readonly connectionId: string
  readonly queueName: string
  /** `null` while the connection of a recovered claim is not ready. */
  queue: JobQueue | null
  job: Job
  /** The claim as saved by the previous session, or `null` for a claim made in this session. */
  readonly held: HeldClaim | null
  phase: Claim['phase']
  duplicate: Claim['duplicate']
  readonly lease: Lease
  /** Emits whenever the lease has changed. */
  readonly leaseChanged: Emitter
  /** The part of its message that the page shows. */
  shown: ShownMessage
  /**
   * The queue to which SQS moves the message when it is released or its lease ends, or `null` if it can be
   * received again.
   */
  deadLetter: DeadLetter | null
  /** The queue's maximum number of receives, or `null` if unknown or unlimited. */
  maxReceives: number | null
  readonly events: ClaimEvent[]
  fileName: string
  bucketAllowed: boolean
  payload: PayloadInfo | null
  payloadError: EngineError | null
  activity: Claim['activity']
  outcome: Claim['outcome']
  outcomeInfo: Claim['outcomeInfo']
  error: EngineError | null
  saved: Pick<SavedFile, 'path' | 'fileName' | 'folder'> | null
  /** The activity in progress. Settles when it is over, and never rejects. */
  work: Promise<void>
  /** Aborts the activity in progress. */
  abort: AbortController
}

/**
 * Creates the record for a job that was just received. `onLease` is called when its lease changes. The lease has not
 * started yet.
 */
export function newClaimRecord(
  queue: JobQueue,
  connectionId: string,
  job: Job,
  renewer: LeaseRenewer,
  onLease: (record: ClaimRecord) => void,
): ClaimRecord {
  const of = { id: randomId(), connectionId, queue, job, held: null }
  return makeRecord(of, queue.leases.of(job), renewer, onLease)
}

/** Creates the record for a claim from a previous session, before its connection is ready. */
export function recoveredClaimRecord(
  held: HeldClaim,
  deadline: LeaseDeadline,
  renewer: LeaseRenewer,
  onLease: (record: ClaimRecord) => void,
): ClaimRecord {
  const of = { id: held.id, connectionId: held.connectionId, queue: null, job: heldJob(held, null), held }
  return makeRecord(of, deadline, renewer, onLease)
}

function makeRecord(
  of: Pick<ClaimRecord, 'id' | 'connectionId' | 'queue' | 'job' | 'held'>,
  deadline: LeaseDeadline,
  renewer: LeaseRenewer,
  onLease: (record: ClaimRecord) => void,
): ClaimRecord {
  const { job, held } = of
  const savedPath = held?.savedPath ?? null
  const record: ClaimRecord = {
    ...of,
    order: 0,
    queueName: job.queue,
    phase: held === null ? 'claimed' : 'waiting',
    duplicate: null,
    lease: renewer.lease({
      deadline,
      target: () => (record.queue === null ? null : { queue: record.queue, job: record.job }),
      onChange: () => onLease(record),
    }),
    leaseChanged: new Emitter(),
    shown: shownMessage(job),
    deadLetter: null,
    maxReceives: null,
    events: held === null ? firstEvents(job) : [...held.events],
    fileName: claimFileName(job),
    bucketAllowed: held?.bucketAllowed ?? false,
    payload: null,
    payloadError: null,
    activity: 'idle',
    outcome: null,
    outcomeInfo: null,
    error: null,
    saved:
      savedPath === null
        ? null
        : { path: savedPath, fileName: basename(savedPath), folder: dirname(savedPath) },
    work: Promise.resolve(),
    abort: new AbortController(),
  }
  return record
}

/** Returns the claim in the form that is saved on disk. */
export function heldClaimOf(record: ClaimRecord): HeldClaim {
  const { id, connectionId, queueName, job, lease, bucketAllowed, saved, events } = record
  return {
    id,
    connectionId,
    queue: queueName,
    status: job.status,
    jobId: job.id,
    receiptHandle: job.receiptHandle,
    rawBody: job.rawBody,
    receivedCount: job.receivedCount,
    sentAt: job.sentAt,
    firstReceivedAt: job.firstReceivedAt,
    receivedAt: job.receivedAt,
    arrivedAt: job.arrivedAt,
    attributes: job.attributes,
    traceHeader: job.traceHeader,
    damaged: job.damaged,
    leaseMs: job.leaseMs,
    deadline: lease.deadline.wallDeadline,
    bucketAllowed,
    savedPath: saved?.path ?? null,
    ...(record.maxReceives !== null && { maxReceives: record.maxReceives }),
    events: [...events],
  }
}

/**
 * Returns a claim's job queue.
 *
 * @throws EngineError `NOT_CONNECTED` while its connection is not ready.
 */
export function connectedQueue({ queue }: ClaimRecord): JobQueue {
  if (queue !== null) return queue
  throw new EngineError('NOT_CONNECTED', 'This job is waiting for its connection.', {
    hint: 'Connect it under Settings first.',
    retryable: true,
  })
}

/** Returns the claim as sent to the page. */
export function toClaim(record: ClaimRecord): Claim {
  const { id, connectionId, queueName, job, lease, shown, fileName, bucketAllowed, payload, saved } = record
  return {
    id,
    order: record.order,
    connectionId,
    queue: queueName,
    status: job.status,
    jobId: job.id,
    ...shown,
    bucket: job.bucket?.slice(0, maxAddressLength) ?? null,
    key: job.key?.slice(0, maxAddressLength) ?? null,
    fileName,
    messageError: wireOrNull(messageError(job)),
    bucketAllowed,
    format: job.format,
    unopened: job.unopened,
    deadLetter: record.deadLetter,
    receivedCount: job.receivedCount,
    payload,
    payloadError: wireOrNull(record.payloadError),
    lease: lease.state(),
    phase: record.phase,
    duplicate: record.duplicate,
    activity: record.activity,
    outcome: record.outcome,
    outcomeInfo: record.outcomeInfo,
    error: wireOrNull(record.error),
    saved: shownSaved(saved),
    events: record.events.slice(-maxEvents),
  }
}

/** The part of a claim shown in lists of jobs. */
export type ClaimSummary = Pick<Claim, 'error' | 'saved'>

/** `error` says why its lease was lost, or why its last action failed. */
export function summaryOfClaim({ lease, outcome, error, saved }: ClaimRecord): ClaimSummary {
  const state = lease.state()
  return {
    error: outcome === null && state.state === 'lost' ? state.error : wireOrNull(error),
    saved: shownSaved(saved),
  }
}

/** Omits the path, which stays in the main process. */
function shownSaved(saved: ClaimRecord['saved']): Claim['saved'] {
  return saved === null ? null : { fileName: saved.fileName, folder: saved.folder }
}

/**
 * Returns why a job's payload cannot be read without asking: its message has an error, or names a foreign
 * bucket. Otherwise `null`.
 */
export function messageError(job: Job): EngineError | null {
  if (job.error !== null) return job.error
  if (!job.foreign) return null
  return new EngineError(
    'MESSAGE_FOREIGN_BUCKET',
    `The payload is in ${job.bucket}, not in a bucket of this queue.`,
    {
      hint: 'Read it only if you trust everyone who can write to this queue.',
    },
  )
}

/**
 * Returns the bucket and key to read from.
 *
 * @throws EngineError the message's error; `MESSAGE_FOREIGN_BUCKET` until the user has allowed that bucket.
 */
export function payloadAddress(record: ClaimRecord): { readonly bucket: string; readonly key: string } {
  const { job, bucketAllowed } = record
  const error = messageError(job)
  if (error !== null && !(error.code === 'MESSAGE_FOREIGN_BUCKET' && bucketAllowed)) throw error
  if (job.bucket === null || job.key === null) throw new EngineError('MESSAGE_WITHOUT_KEY')
  return { bucket: job.bucket, key: job.key }
}

/** A message as it was received. */
export interface RawMessage {
  readonly text: string
  /** The suggested file name. */
  readonly fileName: string
}

/** Returns a claim's message, to be viewed or saved. */
export function rawMessage({ job }: ClaimRecord): RawMessage {
  const isJson = job.format === null && job.error?.code !== 'MESSAGE_NOT_JSON'
  return { text: job.rawBody, fileName: safeFileName(`${job.id || 'message'}.${isJson ? 'json' : 'txt'}`) }
}

/**
 * Returns the dead-letter queue for a job that has reached its last receive, or `null` if it can be received
 * again.
 */
export function deadLetterOf(job: Job, { deadLetter }: QueueSettings): DeadLetter | null {
  return deadLetter !== null && job.receivedCount >= deadLetter.maxReceives ? deadLetter : null
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
  events.push({ at: job.arrivedAt, what: 'claimed', detail: null })
  return events
}

function wireOrNull(error: EngineError | null): ReturnType<typeof toWire> | null {
  return error === null ? null : toWire(error)
}
