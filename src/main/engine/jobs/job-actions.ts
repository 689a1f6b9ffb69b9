import type { JobSelection, JobsOutcome } from '../../../shared/jobs/jobs.ts'
import type { Transfer, TransferState } from '../../../shared/files/transfers.ts'
import { eachSelected, goneJob, runEach } from './each-selected.ts'
import {
  alreadySent,
  mayBeSent,
  noFile,
  noResults,
  notFinished,
  nothingSaved,
  nothingToRetry,
} from './job-errors.ts'
import type { JobStore, StoredDetail, StoredJob } from './job-store.ts'
import { openResults, type FileDesktop, type OpenedResults } from './open-results.ts'
import { savedPathOf, type ResultSaves } from './result-saves.ts'
import { folderInfoOf, type FolderOf } from './result-folder.ts'
import type { SubmitAgain, SubmitAgainChanges } from './submit-again.ts'
import { pathExists } from '../files/path-exists.ts'

/** The part of the transfers that the actions need. */
export interface RetryableTransfers {
  find(id: string): Transfer | null
  retry(id: string): void
  /** Takes back submitted jobs whose messages have not been sent. Resolves once their stored payloads are removed. */
  takeBack(ids: readonly string[]): Promise<unknown>
}

/** Options of {@link JobActions}. */
export interface JobActionsOptions {
  readonly store: JobStore
  readonly transfers: RetryableTransfers
  readonly saves: ResultSaves
  readonly submitter: SubmitAgain
  readonly desktop: FileDesktop
  readonly folderOf: FolderOf
  readonly now?: () => number
}

const retried: ReadonlySet<TransferState> = new Set([
  'failed',
  'stored',
  'unconfirmed',
  'interrupted',
  'cancelled',
])

/** Actions on the selected jobs in a list. Each job has its own error. */
export class JobActions {
  readonly #options: JobActionsOptions
  readonly #now: () => number

  constructor(options: JobActionsOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /**
   * Starts saving all results of the jobs, each into its job's folder. Results that are already there are left alone.
   */
  saveResults(selection: JobSelection): Promise<JobsOutcome> {
    const among = selection.kind === 'all' || selection.ids.length > 1
    return this.#each(selection, (job) => this.#save(job, null, { among, again: false }))
  }

  /** Starts saving all of a job's results into this folder, even if they are saved elsewhere. */
  saveResultsTo(id: number, folder: string): Promise<JobsOutcome> {
    const selection: JobSelection = { kind: 'some', ids: [id] }
    return this.#each(selection, (job) => this.#save(job, folder, { among: false, again: true }))
  }

  /**
   * Saves a job's results, or one of them, and opens them with the system's application.
   *
   * @throws EngineError `OBJECT_NOT_FOUND` if there are none, and the errors of the saves
   */
  async openResults(id: number, resultId: number | null): Promise<OpenedResults> {
    const { store, saves, desktop, folderOf } = this.#options
    const detail = await this.#describe(id)
    const results = detail.results.filter((result) => resultId === null || result.id === resultId)
    return openResults(detail, results, { store, saves, desktop, folderOf, now: this.#now })
  }

  /** Shows a job's saved result in its folder. @throws EngineError `FILE_NOT_FOUND` if none is saved. */
  async showResults(id: number): Promise<void> {
    const { results } = await this.#describe(id)
    for (const result of results) {
      const path = await savedPathOf(result)
      if (path !== null) return this.#options.desktop.showInFolder(path)
    }
    throw nothingSaved()
  }

  /**
   * Retries failed uploads and unsent messages, and leaves the other jobs out. A job whose message may
   * already be in the queue is resent only if it is the only selected job.
   */
  retry(selection: JobSelection): Promise<JobsOutcome> {
    const isOne = selection.kind === 'some' && selection.ids.length === 1
    return this.#each(selection, async ({ id, uploadId }) => {
      const { transfers, saves } = this.#options
      const transferIds = [uploadId, saves.transferOf(id)]
      let tried = false
      for (const transferId of transferIds) {
        const transfer = transferId === null ? null : transfers.find(transferId)
        if (transfer === null) continue
        if (transfer.state === 'unconfirmed' && !isOne) throw mayBeSent()
        if (!retried.has(transfer.state)) continue
        transfers.retry(transfer.id)
        tried = true
      }
      if (tried) return undefined
      if (isOne) throw nothingToRetry()
      return 'left-out'
    })
  }

  /** Takes back jobs whose messages have not been sent: stops their uploads and deletes whatever they have stored. */
  takeBack(selection: JobSelection): Promise<JobsOutcome> {
    const { store, transfers } = this.#options
    return eachSelected(store, selection, async (jobs) => {
      await transfers.takeBack(jobs.flatMap(({ uploadId }) => (uploadId === null ? [] : [uploadId])))
      return runEach(jobs, async ({ uploadId }) => {
        const transfer = uploadId === null ? null : transfers.find(uploadId)
        if (transfer?.state !== 'cancelled') throw alreadySent()
      })
    })
  }

  /** Submits the jobs again, as new jobs linked to them. */
  submitAgain(selection: JobSelection, changes: SubmitAgainChanges): Promise<JobsOutcome> {
    return this.#each(selection, async ({ id }) => {
      await this.#options.submitter.submit(await this.#describe(id), changes)
    })
  }

  /** Removes finished jobs from the list. */
  forget(selection: JobSelection): Promise<JobsOutcome> {
    const { store } = this.#options
    return eachSelected(store, selection, async (jobs) => {
      const ids = jobs.map(({ id }) => id)
      await store.forget(ids)
      const left = new Set((await store.jobs(ids)).map(({ id }) => id))
      return ids.map((id) => (left.has(id) ? notFinished() : null))
    })
  }

  /** Shows a job's file in its folder: its source file, or the file that its payload was saved to. */
  async showFile(id: number): Promise<void> {
    const { job } = await this.#describe(id)
    for (const path of [job.sourcePath, job.savedPath]) {
      // A job copied inside S3 has no file.
      if (path === null || path === '' || !(await pathExists(path))) continue
      return this.#options.desktop.showInFolder(path)
    }
    throw noFile()
  }

  /**
   * Returns a job's saved files: those of one result, of all results, or else of its payload. Files that
   * no longer exist are left out.
   */
  async savedFiles(id: number, resultId: number | null): Promise<readonly string[]> {
    const { job, results } = await this.#describe(id)
    const chosen = results.filter((result) => resultId === null || result.id === resultId)
    const saved = await Promise.all(chosen.map(savedPathOf))
    const paths = [...new Set(saved.filter((path) => path !== null))]
    if (paths.length > 0 || resultId !== null) return paths
    return job.savedPath !== null && (await pathExists(job.savedPath)) ? [job.savedPath] : []
  }

  async #save(
    { id }: StoredJob,
    chosen: string | null,
    { among, again }: { readonly among: boolean; readonly again: boolean },
  ): Promise<void> {
    const detail = await this.#describe(id)
    const { job, results } = detail
    if (results.length === 0) throw noResults()
    const folder = chosen ?? (await this.#options.folderOf(folderInfoOf(detail)))
    for (const result of results) {
      if (!again && (await savedPathOf(result)) !== null) continue
      void this.#options.saves.save(job, result, { folder }, { among })
    }
  }

  async #describe(id: number): Promise<StoredDetail> {
    const detail = await this.#options.store.describe(id)
    if (detail === null) throw goneJob()
    return detail
  }

  #each(selection: JobSelection, run: (job: StoredJob) => Promise<void | 'left-out'>): Promise<JobsOutcome> {
    return eachSelected(this.#options.store, selection, (jobs) => runEach(jobs, run))
  }
}
