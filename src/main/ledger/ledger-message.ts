import type { Retention } from '../../shared/jobs/history.ts'
import type { ClaimEvent } from '../../shared/jobs/claims.ts'
import type { JobStep } from '../../shared/jobs/job-steps.ts'
import type { Direction } from '../../shared/queues/queues.ts'
import type { UploadedPart } from '../engine/aws/s3/uploaded-part.ts'
import type { RequestCounts } from '../engine/aws/middleware/request-counter.ts'
import type { ClaimOutcome, HeldClaim, MadeResult } from '../engine/claims/claim-journal.ts'
import type { DepthSample } from '../engine/metrics/depth-log.ts'
import type { FoundResult } from '../engine/jobs/job-store.ts'
import type {
  UploadStep,
  PlannedSave,
  PlannedUpload,
  UnfinishedUpload,
} from '../engine/transfers/transfer-journal.ts'
import type { MultipartUploadRecord } from '../engine/uploads/multipart-journal.ts'
import type { LedgerRequest } from './ledger-requests.ts'

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
  | { readonly op: 'results:unmark'; readonly jobIds: readonly number[]; readonly markedAt: number }
  | {
      readonly op: 'job:note'
      readonly id: number
      readonly step: JobStep
      readonly at: number
      /** As JSON. */
      readonly error: string | null
      readonly detail: string | null
      /** The new id of its message, or `null` if it is unchanged. */
      readonly messageId: string | null
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
  /** Jobs were removed, or jobs from an earlier version were listed. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'done' }

/** The thread's start parameters. */
export interface LedgerWorkerData {
  readonly path: string
  /** The unfinished uploads from the legacy journal. */
  readonly legacyUploads: readonly UnfinishedUpload[]
  readonly retention: Retention
}
