import type { PlannedUpload } from '../../engine/transfers/transfer-journal.ts'
import type { JobState } from '../../../shared/jobs/job-state.ts'
import type { StoredUnfinishedWork, LedgerWrite } from '../ledger-message.ts'
import type { LedgerRequests } from '../ledger-requests.ts'
import type { Connection } from './connection.ts'
import { RetentionSweep } from './retention-sweep.ts'
import { Refill } from './refill.ts'
import { ClaimRows } from './rows/claim-rows.ts'
import { DetailRows } from './rows/detail-rows.ts'
import { FolderRows } from './rows/folder-rows.ts'
import { GroupRows } from './rows/group-rows.ts'
import { DepthRows } from './rows/depth-rows.ts'
import { JobReader } from './rows/jobs/job-reader.ts'
import { JobRows } from './rows/jobs/job-rows.ts'
import { JobTally } from './rows/jobs/job-tally.ts'
import { MultipartRows } from './rows/multipart-rows.ts'
import { OpenUploads } from './rows/open-uploads.ts'
import { QueueRows } from './rows/queue-rows.ts'
import { RequestCountRows } from './rows/request-count-rows.ts'
import { ResultRows } from './rows/result-rows.ts'
import { SaveRows } from './rows/save-rows.ts'
import { UploadRows } from './rows/upload-rows.ts'
import { SearchIndex } from './search-index.ts'

/**
 * Jobs that the user can remove: their upload is over, and nothing is left to do for their message. A dead job is
 * still in a dead-letter queue, and is listed there.
 */
const endedStates: ReadonlySet<JobState | null> = new Set<JobState>([
  'finished',
  'withdrawn',
  'failed',
  'lost',
  'dead',
  'result',
])

/** The tables of one open database. */
export class Tables {
  readonly connection: Connection
  readonly uploads: UploadRows
  readonly multipart: MultipartRows
  readonly requestCounts: RequestCountRows
  readonly depths: DepthRows
  readonly index: SearchIndex
  readonly retention: RetentionSweep
  readonly refill: Refill
  readonly tally: JobTally
  readonly queues: QueueRows
  readonly groups: GroupRows
  readonly results: ResultRows
  readonly jobs: JobRows
  readonly reader: JobReader
  readonly #saves: SaveRows
  readonly #claims: ClaimRows
  readonly #openUploads: OpenUploads
  readonly #folders: FolderRows

  constructor(connection: Connection) {
    this.connection = connection
    this.tally = new JobTally(connection)
    this.queues = new QueueRows(connection)
    this.groups = new GroupRows(connection)
    const { queues, tally, groups } = this
    const open = (this.#openUploads = new OpenUploads(connection))
    const folders = (this.#folders = new FolderRows(connection))
    const details = new DetailRows(connection)
    this.jobs = new JobRows(connection, { queues, folders, details, uploads: open, tally })
    const { jobs } = this
    this.results = new ResultRows(connection, jobs)
    this.reader = new JobReader(connection, this.results, groups, open)
    this.uploads = new UploadRows(connection, { jobs, groups, queues, open })
    this.multipart = new MultipartRows(connection)
    this.#saves = new SaveRows(connection, this.jobs, this.results)
    this.#claims = new ClaimRows(connection, this.jobs, this.results)
    this.requestCounts = new RequestCountRows(connection)
    this.depths = new DepthRows(connection, this.queues)
    this.index = new SearchIndex(connection)
    this.refill = new Refill(connection, open, tally)
    this.retention = new RetentionSweep(connection, this.jobs)
  }

  /** Returns the previous session's unfinished work. */
  unfinished(): StoredUnfinishedWork {
    return {
      uploads: this.uploads.unfinished(),
      saves: this.#saves.unfinished(),
      claims: this.#claims.unfinished(),
    }
  }

  /** True if an upload was ever planned, finished or not. */
  hasUpload({ connectionId, queue, direction, key }: PlannedUpload): boolean {
    return this.jobs.find({ connectionId, queue, direction, key, messageId: null }) !== null
  }

  /** Returns when the job with that key was acknowledged or completed, or `null`. */
  doneAt(job: LedgerRequests['claim:done-at']['params']): number | null {
    return this.jobs.doneAt({ ...job, messageId: null })
  }

  /** Removes the finished ones among these jobs. Returns how many it removed. */
  forget(ids: readonly number[]): number {
    return this.transaction(() => {
      const ended = ids.filter(
        (id) => endedStates.has(this.jobs.stateOf(id)) && this.#openUploads.of(id) === undefined,
      )
      for (const id of ended) this.jobs.remove(id)
      return ended.length
    })
  }

  /** Returns the claims that this app holds, by job. */
  heldClaims(): ReadonlyMap<number, string> {
    return this.#claims.held()
  }

  /** Runs the writes in one transaction. @throws SQLite's error, after a rollback. */
  write(writes: readonly LedgerWrite[]): void {
    this.transaction(() => {
      for (const write of writes) this.#apply(write)
    })
  }

  /** Runs work that may change jobs in one transaction. @throws SQLite's error, after a rollback. */
  transaction<T>(work: () => T): T {
    try {
      return this.connection.transaction(() => {
        const result = work()
        this.#openUploads.flush()
        this.tally.flush()
        return result
      })
    } catch (error) {
      // The caches may contain rows that were rolled back.
      for (const cache of [this.#openUploads, this.#folders, this.groups, this.queues, this.tally]) {
        cache.forget()
      }
      throw error
    }
  }

  #apply(write: LedgerWrite): void {
    switch (write.op) {
      case 'upload:plan':
        return this.uploads.plan(write.upload, write.at)
      case 'upload:advance':
        return this.uploads.advance(write.id, write.step, {
          messageId: write.jobId,
          error: write.error,
          at: write.at,
        })
      case 'multipart:begin':
        return this.multipart.begin(write.upload)
      case 'multipart:part':
        return this.multipart.addPart(write.uploadId, write.part)
      case 'multipart:finish':
        return this.multipart.finish(write.uploadId)
      case 'save:plan':
        return this.#saves.plan(write.save)
      case 'save:part-path':
        return this.#saves.setPartPath(write.id, write.partPath)
      case 'save:advance':
        return this.#saves.advance(write)
      case 'claim:hold':
        return this.#claims.hold(write.claim, write.job)
      case 'claim:renew':
        return this.#claims.renew(write.deadlines)
      case 'claim:event':
        return this.#claims.addEvent(write.id, write.event, write.savedPath)
      case 'claim:allow-bucket':
        return this.#claims.allowBucket(write.id)
      case 'claim:finish':
        return this.#claims.finish(write.id, write)
      case 'results:add':
        return this.results.addFound(write.results, write.searchedFor, write.at)
      case 'result:mark':
        return this.results.mark(write.id, write.what, write.at, write.path)
      case 'results:mark-all':
        return this.results.markAllOpened(write.jobIds, write.at)
      case 'results:unmark':
        return this.results.unmarkOpened(write.jobIds, write.markedAt)
      case 'job:note':
        return this.jobs.change(write.id, {
          at: write.at,
          step: write.step,
          error: write.error,
          detail: write.detail,
          ...(write.messageId !== null && { messageId: write.messageId }),
        })
      case 'job:link':
        return this.reader.link(write.from, write.again)
      case 'job:sent-again':
        return this.#addSentAgain(write.from, write.messageId, write.at)
      case 'request-counts:add':
        return this.requestCounts.add(write.day, write.connectionId, write.counts)
      case 'depths:add':
        return this.depths.add(write.samples)
    }
  }
  /** Copies a job's row, with a new message. Does nothing if the job is gone. */
  #addSentAgain(from: number, messageId: string, at: number): void {
    const detail = this.reader.describe(from)
    if (detail === null) return
    const { job, fields } = detail
    const { connectionId, queue, direction, key, name, fileName, size, sourcePath } = job
    const id = this.jobs.add(
      { connectionId, queue, direction, key, messageId },
      { name, fileName, size },
      {
        step: 'sent',
        at,
        fields: JSON.stringify(fields),
        ...(sourcePath !== null && { sourcePath }),
      },
    )
    this.jobs.noteSentAt(id, at)
    this.reader.link(from, id)
  }
}
