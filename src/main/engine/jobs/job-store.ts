import type { WireError } from '../../../shared/errors.ts'
import type { JobState } from '../../../shared/jobs/job-state.ts'
import type { JobStep } from '../../../shared/jobs/job-steps.ts'
import type {
  GroupRow,
  JobDetail,
  JobResult,
  JobRow,
  JobSelection,
  JobsView,
  SelectedJobs,
} from '../../../shared/jobs/jobs.ts'

/** A job as stored on disk, without the state of this session. Its paths stay in the main process. */
export interface StoredJob extends Omit<JobRow, 'transfer' | 'sendsAt' | 'saved' | 'inGroup' | 'claimId'> {
  /** The claim that this app holds on it, or last held. */
  readonly claimId: string | null
  /** The id of its unfinished upload. */
  readonly uploadId: string | null
  readonly groupId: number | null
  /** The path where its payload was last saved. */
  readonly savedPath: string | null
  /** The file that it was submitted from. */
  readonly sourcePath: string | null
}

/** One entry of a list, as stored on disk. `inGroup` means that it is shown below its group. */
export type StoredEntry =
  | { readonly kind: 'job'; readonly job: StoredJob; readonly inGroup: boolean }
  | { readonly kind: 'group'; readonly group: GroupRow }
  | { readonly kind: 'more'; readonly group: number; readonly hidden: number }

export interface StoredWindow {
  readonly total: number
  readonly entries: readonly StoredEntry[]
  /**
   * True if `total` and the entries are final. Otherwise the search continues, and a change follows when it
   * ends.
   */
  readonly isComplete: boolean
}

/** A result as stored on disk. `bucket` is where it was found. */
export interface StoredResult extends Omit<JobResult, 'saved'> {
  readonly bucket: string
  readonly savedAt: number | null
  readonly savedPath: string | null
}

export interface StoredDetail extends Pick<JobDetail, 'group' | 'events' | 'fields'> {
  readonly job: StoredJob
  /** The job that it resubmits. */
  readonly from: number | null
  /** The jobs that resubmit it. */
  readonly again: readonly number[]
  readonly results: readonly StoredResult[]
}

/** When each step happened, in milliseconds since the epoch. Only contains steps that have happened. */
export type StepTimes = Readonly<Partial<Record<JobStep, number>>>

/** A job whose results are awaited. */
export interface OutstandingJob {
  readonly id: number
  readonly messageId: string
  readonly sentAt: number
  /** When its results were last searched for, or `null`. */
  readonly searchedAt: number | null
}

/** A result found by a listing. */
export interface FoundResult {
  readonly jobId: number
  readonly bucket: string
  readonly key: string
  readonly name: string
  readonly size: number
  readonly modifiedAt: number | null
}

/**
 * The store of all jobs: the ledger. Times are milliseconds since the epoch. Every call may reject with
 * INTERNAL.
 */
export interface JobStore {
  /** Returns up to `limit` entries of a list. */
  window(view: JobsView, offset: number, limit: number): Promise<StoredWindow>
  /** Returns the position of a job, or of its group, in a list, or `null` if it is not listed. */
  locate(view: JobsView, id: number): Promise<number | null>
  /**
   * Returns up to `limit` ids in a list that are smaller than `before`, newest first. For actions on a whole
   * list.
   */
  ids(view: JobsView, before: number | null, limit: number): Promise<readonly number[]>
  /** Returns the ids of all jobs in a list, in order, including jobs in groups. */
  order(view: JobsView): Promise<Int32Array>
  /** Returns the jobs among up to `limit` entries of a list, in order. */
  range(view: JobsView, offset: number, limit: number): Promise<readonly number[]>
  /** Returns a summary of the selected jobs. */
  selected(selection: JobSelection): Promise<SelectedJobs>
  counts(): Promise<
    readonly {
      readonly connectionId: string
      readonly queue: string
      readonly counts: Record<JobState, number>
    }[]
  >
  /** Skips unknown ids. */
  jobs(ids: readonly number[]): Promise<readonly StoredJob[]>
  /** Returns when each step of these jobs last happened. */
  times(ids: readonly number[]): Promise<ReadonlyMap<number, StepTimes>>
  describe(id: number): Promise<StoredDetail | null>
  /**
   * Returns the job queue's jobs that were sent and not finished here, starting with those searched for the
   * longest ago.
   */
  outstanding(connectionId: string, queue: string, limit: number): Promise<readonly OutstandingJob[]>
  /**
   * Returns the job queue's jobs that have results and may get more: those due for another search, or all of
   * them. The interval grows with the time since the last result. `searchedAt` may be older than the last
   * search.
   */
  withResults(
    connectionId: string,
    queue: string,
    options: { readonly now: number; readonly all: boolean; readonly limit: number },
  ): Promise<readonly OutstandingJob[]>
  /** Records that these jobs' results were searched for. Forgotten when the app exits. */
  noteSearched(ids: readonly number[], at: number): Promise<void>
  /** Returns the results that are not recorded yet. */
  unknownResults(results: readonly FoundResult[]): Promise<readonly FoundResult[]>
  /** Returns the job ids for the MessageIds that belong to the job queue's jobs. */
  withMessageIds(
    connectionId: string,
    queue: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>>
  /** Returns the job ids for the keys of payloads that belong to the job queue's jobs. */
  withKeys(connectionId: string, queue: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>
  /**
   * Records results. Known ones are not recorded twice. `searchedFor` are the jobs whose results were searched
   * for.
   */
  addResults(results: readonly FoundResult[], searchedFor: readonly number[], at: number): Promise<void>
  markResult(id: number, what: 'opened' | 'saved', at: number, path: string | null): Promise<void>
  markAllOpened(jobIds: readonly number[], at: number): Promise<void>
  /** Marks the results that {@link markAllOpened} marked at `markedAt` as new again. */
  unmarkOpened(jobIds: readonly number[], markedAt: number): Promise<void>
  /** Records a job's step and its error, which stays until the next step. `messageId` is its message's new id. */
  note(
    id: number,
    step: JobStep,
    at: number,
    why?: { readonly error?: WireError; readonly detail?: string; readonly messageId?: string },
  ): Promise<void>
  /**
   * Adds a job for a new message with an old job's payload, and links the two. For this app, the old job is
   * then finished.
   */
  addSentAgain(from: number, messageId: string, at: number): Promise<void>
  /** Links a job to the job that resubmits it. */
  link(from: number, again: number): Promise<void>
  /** Removes finished jobs. Others are kept. Returns how many it removed. */
  forget(ids: readonly number[]): Promise<number>
  /** Calls the listener whenever a job has changed. Returns a function that removes it. */
  onChange(listener: () => void): () => void
}
