import type { PlannedUpload } from '../../engine/transfers/transfer-journal.ts'
import type { LeftBehind, LedgerReads, LedgerWrite } from '../ledger-message.ts'
import type { Connection } from './connection.ts'
import { RetentionSweep } from './retention-sweep.ts'
import { ClaimRows } from './rows/claim-rows.ts'
import { HistoryRows } from './rows/history-rows.ts'
import { JobRows } from './rows/job-rows.ts'
import { MultipartRows } from './rows/multipart-rows.ts'
import { RequestRows } from './rows/request-count-rows.ts'
import { SaveRows } from './rows/save-rows.ts'
import { UploadRows } from './rows/upload-rows.ts'
import { SearchIndex } from './search-index.ts'

/** The tables of one open database. */
export class Tables {
  readonly connection: Connection
  readonly uploads: UploadRows
  readonly multipart: MultipartRows
  readonly requests: RequestRows
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
    this.requests = new RequestRows(connection)
    this.history = new HistoryRows(connection)
    this.index = new SearchIndex(connection)
    this.retention = new RetentionSweep(connection)
  }

  /** What a former run left. */
  left(): LeftBehind {
    return { uploads: this.uploads.left(), saves: this.#saves.left(), claims: this.#claims.left() }
  }

  /** Whether an upload was planned before, whatever became of it. */
  knows({ connectionId, queue, direction, key }: PlannedUpload): boolean {
    return this.#jobs.find({ connectionId, queue, direction, key, messageId: null }) !== null
  }

  /** When the job with that key was acknowledged or completed, or `null`. */
  doneAt(job: LedgerReads['claim:done']['ask']): number | null {
    return this.#jobs.doneAt({ ...job, messageId: null })
  }

  /** Runs the writes in one transaction. @throws an error of SQLite; then nothing of them stays. */
  write(writes: readonly LedgerWrite[]): void {
    try {
      this.connection.transaction(() => {
        for (const write of writes) this.#apply(write)
      })
    } catch (error) {
      // What was remembered of them is not true any more.
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
        return this.multipart.part(write.uploadId, write.part)
      case 'multipart:end':
        return this.multipart.end(write.uploadId)
      case 'save:plan':
        return this.#saves.plan(write.save)
      case 'save:gather':
        return this.#saves.gather(write.id, write.partPath)
      case 'save:advance':
        return this.#saves.advance(write.id, write.step, write.path, write.at)
      case 'claim:hold':
        return this.#claims.hold(write.claim, write.job)
      case 'claim:renew':
        return this.#claims.renew(write.deadlines)
      case 'claim:note':
        return this.#claims.note(write.id, write.event, write.savedPath)
      case 'claim:allow':
        return this.#claims.allow(write.id)
      case 'claim:end':
        return this.#claims.end(write.id, write.outcome, write.at)
      case 'requests:add':
        return this.requests.add(write.day, write.connectionId, write.counts)
    }
  }
}
