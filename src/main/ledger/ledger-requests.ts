import type { Retention } from '../../shared/jobs/history.ts'
import type { JobState } from '../../shared/jobs/job-state.ts'
import type { JobSelection, JobsView, SelectedJobs } from '../../shared/jobs/jobs.ts'
import type { QueueRef } from '../../shared/metrics/metrics.ts'
import type { Direction } from '../../shared/queues/queues.ts'
import type { UploadedPart } from '../engine/aws/s3/uploaded-part.ts'
import type { DepthSample, OwnWork, SampleDetail, StoredSample } from '../engine/metrics/depth-log.ts'
import type {
  FoundResult,
  OutstandingJob,
  StepTimes,
  StoredDetail,
  StoredEntry,
  StoredJob,
} from '../engine/jobs/job-store.ts'

/** The part of a list to return. If `isUrgent`, it is returned as far as it is known. */
export interface ListRange {
  readonly offset: number
  readonly limit: number
  readonly isUrgent: boolean
}

/** A part of a list of jobs, as far as it is known. */
export interface ListPart {
  readonly total: number
  readonly entries: readonly StoredEntry[]
  /**
   * True if these entries are certain. Otherwise there are no entries unless the request is urgent. Repeating
   * the request continues the search.
   */
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
    readonly params: ListRange & { readonly view: JobsView }
    readonly result: ListPart
  }
  /** `index` is the job's position in the list, or `null` if it is not listed or not known yet. */
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
  /** Removes the finished ones among these jobs. Returns how many it removed. */
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
