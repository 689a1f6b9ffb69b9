import type { ClaimEnd, HeldClaim } from '../engine/claims/claim-journal.ts'
import type {
  UploadStep,
  PlannedSave,
  PlannedUpload,
  UnfinishedUpload,
} from '../engine/transfers/transfer-journal.ts'
import type { UploadedPart } from '../engine/aws/s3/uploaded-part.ts'
import type { MultipartUploadRecord } from '../engine/uploads/multipart-journal.ts'
import type { RequestCounts } from '../engine/aws/transport/request-counter.ts'
import type { HistoryFilter, HistoryPage, Retention } from '../../shared/history.ts'
import type { ClaimEvent } from '../../shared/jobs.ts'
import type { Direction } from '../../shared/queues.ts'
import type { ExportFormat } from './worker/export-text.ts'

/** What a claim's message says of its job. */
export interface ClaimedJob {
  readonly direction: Direction
  /** `null` where it names no payload of its job queue. */
  readonly key: string | null
  readonly name: string
  readonly fileName: string
}

/** How a save goes on. */
export type SaveStep = 'planned' | 'failed' | 'paused' | 'saved' | 'dropped'

/** One thing to write down. `at`: milliseconds since the epoch. */
export type LedgerWrite =
  | { readonly op: 'upload:plan'; readonly upload: PlannedUpload; readonly at: number }
  | {
      readonly op: 'upload:advance'
      readonly id: string
      readonly step: UploadStep
      readonly jobId: string | null
      readonly at: number
    }
  | { readonly op: 'multipart:begin'; readonly upload: MultipartUploadRecord }
  | { readonly op: 'multipart:part'; readonly uploadId: string; readonly part: UploadedPart }
  | { readonly op: 'multipart:end'; readonly uploadId: string }
  | { readonly op: 'save:plan'; readonly save: PlannedSave }
  | { readonly op: 'save:gather'; readonly id: string; readonly partPath: string }
  | {
      readonly op: 'save:advance'
      readonly id: string
      readonly step: SaveStep
      readonly path: string | null
      readonly at: number
    }
  | { readonly op: 'claim:hold'; readonly claim: HeldClaim; readonly job: ClaimedJob }
  | { readonly op: 'claim:renew'; readonly deadlines: ReadonlyMap<string, number> }
  | {
      readonly op: 'claim:note'
      readonly id: string
      readonly event: ClaimEvent
      readonly savedPath: string | null
    }
  | { readonly op: 'claim:allow'; readonly id: string }
  | { readonly op: 'claim:end'; readonly id: string; readonly outcome: ClaimEnd; readonly at: number }
  | {
      readonly op: 'requests:add'
      readonly day: string
      readonly connectionId: string
      readonly counts: RequestCounts
    }

/** What can be asked, and what is answered. */
export interface LedgerReads {
  'multipart:find': { readonly ask: { readonly transferId: string }; readonly answer: FoundMultipart | null }
  'multipart:abandoned': {
    readonly ask: { readonly connectionId: string }
    readonly answer: readonly string[]
  }
  /** When the job with that key was acknowledged or completed. */
  'claim:done': {
    readonly ask: {
      readonly connectionId: string
      readonly queue: string
      readonly direction: Direction
      readonly key: string
    }
    readonly answer: number | null
  }
  'requests:since': { readonly ask: { readonly day: string }; readonly answer: readonly RequestRow[] }
  'history:page': {
    readonly ask: { readonly filter: HistoryFilter; readonly before: number | null; readonly limit: number }
    readonly answer: HistoryPage
  }
  'history:text': {
    readonly ask: LedgerReads['history:page']['ask'] & { readonly format: ExportFormat }
    readonly answer: ExportedJobs
  }
  'history:count': { readonly ask: null; readonly answer: number }
  /** Sets how long jobs are kept, and begins to remove what is past it. */
  'history:retain': { readonly ask: Retention; readonly answer: null }
  /** Writes back what the write-ahead file holds and closes the database. */
  close: { readonly ask: null; readonly answer: null }
}

/** Some jobs as text, and where the next ones begin. */
export interface ExportedJobs {
  readonly text: string
  readonly jobs: number
  readonly next: number | null
}

/** A multipart upload as it lies in the ledger: its facts as JSON. */
export interface FoundMultipart {
  readonly facts: string
  readonly parts: readonly UploadedPart[]
}

/** Requests of one kind on one day. */
export interface RequestRow {
  readonly day: string
  readonly connectionId: string
  readonly kind: string
  readonly count: number
}

export type LedgerReadName = keyof LedgerReads

/** One question. */
export interface LedgerRead<N extends LedgerReadName = LedgerReadName> {
  readonly name: N
  readonly ask: LedgerReads[N]['ask']
}

/** What one turn of the event loop hands in: all writes run in one transaction, then the reads. */
export interface LedgerBatch {
  readonly writes: readonly LedgerWrite[]
  readonly reads: readonly LedgerRead[]
}

/** Why something could not be written or read: an SQLite code and its sentence. */
export interface LedgerFault {
  readonly code: string
  readonly message: string
}

/** What a former run left, as it lies in the ledger: JSON that the reader parses. */
export interface LeftBehind {
  readonly uploads: readonly { readonly plan: string; readonly step: string }[]
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

/** What the worker says. */
export type LedgerReply =
  | {
      readonly kind: 'opened'
      readonly left: LeftBehind
      /** Where a damaged ledger was set aside. */
      readonly damagedFile: string | null
      /** The ledger of a newer app, which is left alone. */
      readonly newerFile: string | null
    }
  | { readonly kind: 'failed'; readonly fault: LedgerFault }
  /** The writes of the batch are on disk, but for those whose place in it is named. */
  | { readonly kind: 'written'; readonly faults: ReadonlyMap<number, LedgerFault> }
  | { readonly kind: 'answer'; readonly index: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly index: number; readonly fault: LedgerFault }
  /** The database was found damaged while it was in use: it was set aside, and a fresh one is in use. */
  | { readonly kind: 'damaged'; readonly file: string }
  /** Something was removed from the history. */
  | { readonly kind: 'removed' }
  /** All reads of the batch are answered. */
  | { readonly kind: 'done' }

/** What the worker is started with. */
export interface LedgerWorkerData {
  readonly path: string
  /** What the list that earlier versions kept says is unfinished. */
  readonly formerUploads: readonly UnfinishedUpload[]
  readonly retention: Retention
}
