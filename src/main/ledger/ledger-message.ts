import type { HistoryFilter, HistoryPage, Retention } from '../../shared/jobs/history.ts'
import type { ClaimEvent } from '../../shared/jobs/claims.ts'
import type { JobState } from '../../shared/jobs/job-state.ts'
import type { JobStep } from '../../shared/jobs/job-steps.ts'
import type { JobSelection, JobsView, SelectedJobs } from '../../shared/jobs/jobs.ts'
import type { QueueRef } from '../../shared/metrics/metrics.ts'
import type { Direction } from '../../shared/queues/queues.ts'
import type { UploadedPart } from '../engine/aws/s3/uploaded-part.ts'
import type { RequestCounts } from '../engine/aws/middleware/request-counter.ts'
import type { ClaimOutcome, HeldClaim, MadeResult } from '../engine/claims/claim-journal.ts'
import type { DepthSample, OwnWork, SampleDetail, StoredSample } from '../engine/metrics/depth-log.ts'
import type {
  FoundResult,
  OutstandingJob,
  StepTimes,
  StoredDetail,
  StoredEntry,
  StoredJob,
} from '../engine/jobs/job-store.ts'
import type {
  UploadStep,
  PlannedSave,
  PlannedUpload,
  UnfinishedUpload,
} from '../engine/transfers/transfer-journal.ts'
import type { MultipartUploadRecord } from '../engine/uploads/multipart-journal.ts'

/** A claim's job, as described by its message. */
export interface ClaimedJob {
  readonly direction: Direction
  /** `null` if it names no payload of its job queue. */
  readonly key: string | null
  readonly name: string
  readonly fileName: string
  readonly bucket: string
  /** As JSON, or `null` if there are none or too many to keep. */
  readonly fields: string | null
}

/** A step of a save. */
export type SaveStep = 'planned' | 'failed' | 'paused' | 'saved' | 'dropped'

/** One change. `at` is in milliseconds since the epoch. */
export type LedgerWrite =
  | { readonly op: 'upload:plan'; readonly upload: PlannedUpload; readonly at: number }
  | {
      readonly op: 'upload:advance'
      readonly id: string
      readonly step: UploadStep
      readonly jobId: string | null
      /** As JSON. */
      readonly error: string | null
      readonly at: number
    }
  | { readonly op: 'multipart:begin'; readonly upload: MultipartUploadRecord }
  | { readonly op: 'multipart:part'; readonly uploadId: string; readonly part: UploadedPart }
  | { readonly op: 'multipart:finish'; readonly uploadId: string }
  | { readonly op: 'save:plan'; readonly save: PlannedSave }
  | { readonly op: 'save:part-path'; readonly id: string; readonly partPath: string }
  | {
      readonly op: 'save:advance'
      readonly id: string
      readonly step: SaveStep
      readonly path: string | null
      /** Why it failed, as JSON. `null` for every other step. */
      readonly error: string | null
      readonly at: number
    }
  | { readonly op: 'claim:hold'; readonly claim: HeldClaim; readonly job: ClaimedJob }
  | { readonly op: 'claim:renew'; readonly deadlines: ReadonlyMap<string, number> }
  | {
      readonly op: 'claim:event'
      readonly id: string
      readonly event: ClaimEvent
      readonly savedPath: string | null
    }
  | { readonly op: 'claim:allow-bucket'; readonly id: string }
  | {
      readonly op: 'claim:finish'
      readonly id: string
      readonly outcome: ClaimOutcome
      readonly at: number
      readonly detail: string | null
      /** The results of a completed job. */
      readonly results: readonly MadeResult[]
    }
  | {
      readonly op: 'results:add'
      readonly results: readonly FoundResult[]
      readonly searchedFor: readonly number[]
      readonly at: number
    }
  | {
      readonly op: 'result:mark'
      readonly id: number
      readonly what: 'opened' | 'saved'
      readonly at: number
      readonly path: string | null
    }
  | { readonly op: 'results:mark-all'; readonly jobIds: readonly number[]; readonly at: number }
  | {
      readonly op: 'job:note'
      readonly id: number
      readonly step: JobStep
      readonly at: number
      /** As JSON. */
      readonly error: string | null
      readonly detail: string | null
    }
  | { readonly op: 'job:link'; readonly from: number; readonly again: number }
  | { readonly op: 'job:sent-again'; readonly from: number; readonly messageId: string; readonly at: number }
  | {
      readonly op: 'request-counts:add'
      readonly day: string
      readonly connectionId: string
      readonly counts: RequestCounts
    }
  | { readonly op: 'depths:add'; readonly samples: readonly DepthSample[] }

interface HistoryPageParams {
  readonly filter: HistoryFilter
  readonly before: number | null
  readonly limit: number
}

/** A part of a list of jobs, as far as it is known. */
export interface ListPart {
  readonly total: number
  readonly entries: readonly StoredEntry[]
  /** True if these entries are certain. Otherwise repeating the request continues the search. */
  readonly isCertain: boolean
  /** True if the whole list is known, so that `total` is correct. */
  readonly isComplete: boolean
}

/** The requests that the thread handles, by name. */
export interface LedgerRequests {
  'multipart:find': {
    readonly params: { readonly transferId: string }
    readonly result: StoredMultipart | null
  }
  'multipart:abandoned': {
    readonly params: { readonly connectionId: string }
    readonly result: readonly string[]
  }
  /** When the job with that key was acknowledged or completed. */
  'claim:done-at': {
    readonly params: {
      readonly connectionId: string
      readonly queue: string
      readonly direction: Direction
      readonly key: string
    }
    readonly result: number | null
  }
  'request-counts:since': {
    readonly params: { readonly day: string }
    readonly result: readonly RequestCountRow[]
  }
  /** Searches for a few milliseconds if the list is not known yet. */
  'jobs:window': {
    readonly params: { readonly view: JobsView; readonly offset: number; readonly limit: number }
    readonly result: ListPart
  }
  /** `index` is its position in the list, or `null` if it is not listed or not known yet. */
  'jobs:locate': {
    readonly params: { readonly view: JobsView; readonly id: number }
    readonly result: { readonly index: number | null; readonly isComplete: boolean }
  }
  'jobs:ids': {
    readonly params: { readonly view: JobsView; readonly before: number | null; readonly limit: number }
    readonly result: { readonly ids: readonly number[]; readonly isCertain: boolean }
  }
  'jobs:order': {
    readonly params: { readonly view: JobsView }
    readonly result: { readonly ids: Int32Array; readonly isComplete: boolean }
  }
  'jobs:range': {
    readonly params: { readonly view: JobsView; readonly offset: number; readonly limit: number }
    readonly result: { readonly ids: readonly number[]; readonly isCertain: boolean }
  }
  'jobs:selected': {
    readonly params: { readonly selection: JobSelection }
    readonly result: { readonly selected: SelectedJobs; readonly isComplete: boolean }
  }
  'jobs:times': {
    readonly params: { readonly ids: readonly number[] }
    readonly result: ReadonlyMap<number, StepTimes>
  }
  'jobs:counts': {
    readonly params: null
    readonly result: readonly (QueueRef & { readonly state: JobState; readonly count: number })[]
  }
  'jobs:some': { readonly params: { readonly ids: readonly number[] }; readonly result: readonly StoredJob[] }
  'jobs:describe': { readonly params: { readonly id: number }; readonly result: StoredDetail | null }
  'jobs:outstanding': {
    readonly params: QueueRef & { readonly limit: number }
    readonly result: { readonly jobs: readonly OutstandingJob[]; readonly isComplete: boolean }
  }
  'jobs:answered': {
    readonly params: QueueRef & { readonly now: number; readonly all: boolean; readonly limit: number }
    readonly result: { readonly jobs: readonly OutstandingJob[]; readonly isComplete: boolean }
  }
  'jobs:note-looked': {
    readonly params: { readonly ids: readonly number[]; readonly at: number }
    readonly result: null
  }
  'results:unknown': {
    readonly params: { readonly results: readonly FoundResult[] }
    readonly result: readonly FoundResult[]
  }
  'jobs:with-messages': {
    readonly params: QueueRef & { readonly ids: readonly string[] }
    readonly result: ReadonlyMap<string, number>
  }
  'jobs:with-keys': {
    readonly params: QueueRef & { readonly keys: readonly string[] }
    readonly result: ReadonlyMap<string, number>
  }
  /** Removes those of these jobs that are finished. Returns how many it removed. */
  'jobs:forget': { readonly params: { readonly ids: readonly number[] }; readonly result: number }
  'depths:history': {
    readonly params: { readonly queue: QueueRef; readonly detail: SampleDetail; readonly since: number }
    readonly result: readonly StoredSample[]
  }
  'depths:recent': { readonly params: { readonly since: number }; readonly result: readonly DepthSample[] }
  'depths:latest': { readonly params: null; readonly result: readonly DepthSample[] }
  'depths:quarters': {
    readonly params: { readonly since: number }
    readonly result: readonly (QueueRef & StoredSample)[]
  }
  'depths:own-work': {
    readonly params: { readonly queues: readonly QueueRef[]; readonly since: number }
    readonly result: readonly OwnWork[]
  }
  'history:page': { readonly params: HistoryPageParams; readonly result: HistoryPage }
  'history:count': { readonly params: null; readonly result: number }
  /** Sets how long jobs are kept, and starts to remove expired ones. */
  'history:retain': { readonly params: Retention; readonly result: null }
  /** Flushes the write-ahead file and closes the database. */
  close: { readonly params: null; readonly result: null }
}

/** A multipart upload as stored: JSON that the receiver parses. */
export interface StoredMultipart {
  readonly record: string
  readonly parts: readonly UploadedPart[]
}

/** AWS requests of one kind on one day. */
export interface RequestCountRow {
  readonly day: string
  readonly connectionId: string
  readonly kind: string
  readonly count: number
}

export type LedgerRequestName = keyof LedgerRequests

export interface LedgerRequest<N extends LedgerRequestName = LedgerRequestName> {
  readonly name: N
  readonly params: LedgerRequests[N]['params']
}

/** A message to the thread. All writes run in one transaction, before the requests. */
export interface LedgerBatch {
  readonly writes: readonly LedgerWrite[]
  readonly requests: readonly LedgerRequest[]
}

/** Why a write or a request failed: the code and the message of SQLite or the file system. */
export interface LedgerFault {
  readonly code: string
  readonly message: string
}

/** The unfinished work of the previous session as stored: JSON that the receiver parses. */
export interface StoredUnfinishedWork {
  readonly uploads: readonly {
    readonly plan: string
    readonly step: string
    readonly error: string | null
  }[]
  readonly saves: readonly {
    readonly plan: string
    readonly step: string
    readonly partPath: string | null
  }[]
  readonly claims: readonly {
    readonly held: string
    readonly deadline: number
    readonly bucketAllowed: boolean
    readonly savedPath: string | null
    readonly events: string
  }[]
}

/**
 * A message from the thread. It answers every batch with `written` if the batch has writes, then its results,
 * then `done`.
 */
export type LedgerReply =
  | {
      readonly kind: 'opened'
      readonly unfinished: StoredUnfinishedWork
      /** The path of a quarantined damaged ledger, or `null`. */
      readonly damagedFile: string | null
      /** The path of a ledger from a newer version of the app, which stays unchanged, or `null`. */
      readonly newerFile: string | null
    }
  /** The database could not be opened. */
  | { readonly kind: 'failed'; readonly fault: LedgerFault }
  /** The writes of the batch are on disk, except those with a fault. The keys are indexes in the batch. */
  | { readonly kind: 'written'; readonly faults: ReadonlyMap<number, LedgerFault> }
  | { readonly kind: 'result'; readonly index: number; readonly result: unknown }
  | { readonly kind: 'rejected'; readonly index: number; readonly fault: LedgerFault }
  /** The database was found damaged during use. It was quarantined, and a new one is in use. */
  | { readonly kind: 'damaged'; readonly file: string }
  /** Jobs were removed, or jobs of an earlier version were listed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'done' }

/** The start parameters of the thread. */
export interface LedgerWorkerData {
  readonly path: string
  /** The unfinished uploads of the legacy journal. */
  readonly legacyUploads: readonly UnfinishedUpload[]
  readonly retention: Retention
}
