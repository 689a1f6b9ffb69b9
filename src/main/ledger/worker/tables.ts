import type { PlannedUpload } from '../../engine/transfers/transfer-journal.ts'
import type { StoredUnfinishedWork, LedgerRequests, LedgerWrite } from '../ledger-message.ts'
import type { Connection } from './connection.ts'
import { RetentionSweep } from './retention-sweep.ts'
import { ClaimRows } from './rows/claim-rows.ts'
import { DepthRows } from './rows/depth-rows.ts'
import { HistoryRows } from './rows/history-rows.ts'
import { JobRows } from './rows/job-rows.ts'
import { MultipartRows } from './rows/multipart-rows.ts'
import { RequestCountRows } from './rows/request-count-rows.ts'
import { SaveRows } from './rows/save-rows.ts'
import { UploadRows } from './rows/upload-rows.ts'
import { SearchIndex } from './search-index.ts'

/** The tables of one open database. */
export class Tables {
  readonly connection: Connection
  readonly uploads: UploadRows
  readonly multipart: MultipartRows
  readonly requestCounts: RequestCountRows
  readonly depths: DepthRows
  readonly history: HistoryRows
  readonly index: SearchIndex
  readonly retention: RetentionSweep
  readonly #jobs: JobRows
  readonly #saves: SaveRows
  readonly #claims: ClaimRows

  constructor(connection: Connection) {
    this.connection = connection
    this.#jobs = new JobRows(connection)
    this.uploads = new UploadRows(connection, this.#jobs)
    this.multipart = new MultipartRows(connection)
    this.#saves = new SaveRows(connection, this.#jobs)
    this.#claims = new ClaimRows(connection, this.#jobs)
    this.requestCounts = new RequestCountRows(connection)
    this.depths = new DepthRows(connection)
    this.history = new HistoryRows(connection)
    this.index = new SearchIndex(connection)
    this.retention = new RetentionSweep(connection)
  }

  /** Returns the unfinished work of the previous session. */
  unfinished(): StoredUnfinishedWork {
    return {
      uploads: this.uploads.unfinished(),
      saves: this.#saves.unfinished(),
      claims: this.#claims.unfinished(),
    }
  }

  /** Whether an upload was ever planned, finished or not. */
  hasUpload({ connectionId, queue, direction, key }: PlannedUpload): boolean {
    return this.#jobs.find({ connectionId, queue, direction, key, messageId: null }) !== null
  }

  /** Returns when the job with that key was acknowledged or completed, or `null`. */
  doneAt(job: LedgerRequests['claim:done-at']['params']): number | null {
    return this.#jobs.doneAt({ ...job, messageId: null })
  }

  /** Runs the writes in one transaction. @throws SQLite's error, after a rollback. */
  write(writes: readonly LedgerWrite[]): void {
    try {
      this.connection.transaction(() => {
        for (const write of writes) this.#apply(write)
      })
    } catch (error) {
      // The caches may contain rows that were rolled back.
      this.#jobs.forget()
      this.uploads.forget()
      throw error
    }
  }

  #apply(write: LedgerWrite): void {
    switch (write.op) {
      case 'upload:plan':
        return this.uploads.plan(write.upload, write.at)
      case 'upload:advance':
        return this.uploads.advance(write.id, write.step, write.jobId, write.at)
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
        return this.#saves.advance(write.id, write.step, write.path, write.at)
      case 'claim:hold':
        return this.#claims.hold(write.claim, write.job)
      case 'claim:renew':
        return this.#claims.renew(write.deadlines)
      case 'claim:event':
        return this.#claims.addEvent(write.id, write.event, write.savedPath)
      case 'claim:allow-bucket':
        return this.#claims.allowBucket(write.id)
      case 'claim:finish':
        return this.#claims.finish(write.id, write.outcome, write.at)
      case 'request-counts:add':
        return this.requestCounts.add(write.day, write.connectionId, write.counts)
      case 'depths:add':
        return this.depths.add(write.samples)
    }
  }
}
