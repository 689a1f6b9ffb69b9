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

/** A job as it is on disk, without what only this session knows. Read-only paths stay in main. */
export interface StoredJob extends Omit<JobRow, 'transfer' | 'sendsAt' | 'saved' | 'inGroup' | 'claimId'> {
  /** The claim that this app holds on it, or held last. */
  readonly claimId: string | null
  /** The id of its unfinished upload. */
  readonly uploadId: string | null
  readonly groupId: number | null
  /** The path to which its payload was last saved. */
  readonly savedPath: string | null
  /** The file that it was submitted from. */
  readonly sourcePath: string | null
}

/** One entry of a list, as it is on disk. `inGroup`: shown below its group. */
export type StoredEntry =
  | { readonly kind: 'job'; readonly job: StoredJob; readonly inGroup: boolean }
  | { readonly kind: 'group'; readonly group: GroupRow }
  | { readonly kind: 'more'; readonly group: number; readonly hidden: number }

export interface StoredWindow {
  readonly total: number
  readonly entries: readonly StoredEntry[]
  /**
   * True if `total` and the entries are final. Otherwise the search continues, and ends with a
   * change.
   */
  readonly isComplete: boolean
}

/** A result as it is on disk. `bucket` is the one that it was found in. */
export interface StoredResult extends Omit<JobResult, 'saved'> {
  readonly bucket: string
  readonly savedAt: number | null
  readonly savedPath: string | null
}

export interface StoredDetail extends Pick<JobDetail, 'group' | 'events' | 'fields'> {
  readonly job: StoredJob
  /** The job that it repeats. */
  readonly from: number | null
  /** The jobs that repeat it. */
  readonly again: readonly number[]
  readonly results: readonly StoredResult[]
}

/** Milliseconds since the epoch, of the steps that have happened. */
export type StepTimes = Readonly<Partial<Record<JobStep, number>>>

/** A job whose results are awaited. */
export interface OutstandingJob {
  readonly id: number
  readonly messageId: string
  readonly sentAt: number
  /** When its results were last looked for; `null`: never. */
  readonly lookedAt: number | null
}

/** A result that a listing has shown. */
export interface FoundResult {
  readonly jobId: number
  readonly bucket: string
  readonly key: string
  readonly name: string
  readonly size: number
  readonly modifiedAt: number | null
}

/** The store of all jobs: the ledger. Times are milliseconds since the epoch. Every call may reject with INTERNAL. */
export interface JobStore {
  /** Up to `limit` entries of a list. */
  window(view: JobsView, offset: number, limit: number): Promise<StoredWindow>
  /** Returns the position of a job, or of its group, in a list, or `null` if it is not listed. */
  locate(view: JobsView, id: number): Promise<number | null>
  /** Up to `limit` ids of a list that are smaller than `before`, newest first. For actions on all of its jobs. */
  ids(view: JobsView, before: number | null, limit: number): Promise<readonly number[]>
  /** Returns the ids of all jobs of a list, in its order. Jobs in groups are among them. */
  order(view: JobsView): Promise<Int32Array>
  /** Returns the jobs among up to `limit` entries of a list, in its order. */
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
  /** Unknown ids are left out. */
  jobs(ids: readonly number[]): Promise<readonly StoredJob[]>
  /** When each step of these jobs happened last. */
  times(ids: readonly number[]): Promise<ReadonlyMap<number, StepTimes>>
  describe(id: number): Promise<StoredDetail | null>
  /** Jobs of the job queue that were sent and not finished here, those looked for longest ago first. */
  outstanding(connectionId: string, queue: string, limit: number): Promise<readonly OutstandingJob[]>
  /**
   * Jobs of the job queue that have results already and may get more: those that are due for another look, or all. The
   * interval grows with the time since the last result. `lookedAt` may be older than the last look.
   */
  answered(
    connectionId: string,
    queue: string,
    options: { readonly now: number; readonly all: boolean; readonly limit: number },
  ): Promise<readonly OutstandingJob[]>
  /** The results of these jobs were looked for. It is forgotten when the app ends. */
  noteLooked(ids: readonly number[], at: number): Promise<void>
  /** Returns those of the results that are not recorded yet. */
  unknownResults(results: readonly FoundResult[]): Promise<readonly FoundResult[]>
  /** Returns those of the MessageIds that are jobs of the job queue, with their job ids. */
  withMessageIds(
    connectionId: string,
    queue: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>>
  /** Returns those of the keys that are payloads of jobs of the job queue, with the job ids. */
  withKeys(connectionId: string, queue: string, keys: readonly string[]): Promise<ReadonlyMap<string, number>>
  /** Records results; known ones are not recorded twice. `lookedFor`: the jobs whose results were looked for. */
  addResults(results: readonly FoundResult[], lookedFor: readonly number[], at: number): Promise<void>
  markResult(id: number, what: 'opened' | 'saved', at: number, path: string | null): Promise<void>
  markAllOpened(jobIds: readonly number[], at: number): Promise<void>
  /** Records a step of a job and, with it, why: the error stays until the next step. */
  note(
    id: number,
    step: JobStep,
    at: number,
    why?: { readonly error?: WireError; readonly detail?: string },
  ): Promise<void>
  /**
   * Adds the job of a new message for the payload of a job, linked to it. The old job is finished for this app: what
   * happens next happens to the new one.
   */
  addSentAgain(from: number, messageId: string, at: number): Promise<void>
  /** Links a job to the one that it was submitted again as. */
  link(from: number, again: number): Promise<void>
  /** Removes ended jobs. Others stay. Returns how many it removed. */
  forget(ids: readonly number[]): Promise<number>
  /** Calls the listener after every change of a job. Returns a function that removes it. */
  onChange(listener: () => void): () => void
}
