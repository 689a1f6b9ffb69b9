import type { Connection } from './connection.ts'
import { openDatabase } from './database.ts'
import { faultOf } from './ledger-fault.ts'
import type { LeftBehind, LedgerFault, LedgerRead, LedgerWorkerData, LedgerWrite } from './ledger-message.ts'
import { ClaimRows } from './rows/claim-rows.ts'
import { JobRows } from './rows/job-rows.ts'
import { MultipartRows } from './rows/multipart-rows.ts'
import { RequestRows } from './rows/request-rows.ts'
import { SaveRows } from './rows/save-rows.ts'
import { UploadRows } from './rows/upload-rows.ts'

/** The ledger as the worker thread holds it: every call is done when it returns. */
export class LedgerFile {
  /** Where a damaged ledger was set aside, or `null`. */
  readonly damagedFile: string | null
  /** The ledger of a newer app, which is left alone, or `null`. */
  readonly newerFile: string | null
  readonly #connection: Connection
  readonly #jobs: JobRows
  readonly #uploads: UploadRows
  readonly #multipart: MultipartRows
  readonly #saves: SaveRows
  readonly #claims: ClaimRows
  readonly #requests: RequestRows

  private constructor(connection: Connection, damagedFile: string | null, newerFile: string | null) {
    this.damagedFile = damagedFile
    this.newerFile = newerFile
    this.#connection = connection
    this.#jobs = new JobRows(connection)
    this.#uploads = new UploadRows(connection, this.#jobs)
    this.#multipart = new MultipartRows(connection)
    this.#saves = new SaveRows(connection, this.#jobs)
    this.#claims = new ClaimRows(connection, this.#jobs)
    this.#requests = new RequestRows(connection)
  }

  /** Opens it, and takes over the uploads that an earlier version's list left. */
  static open({ path, formerUploads }: LedgerWorkerData): LedgerFile {
    const { connection, damagedFile, newerFile } = openDatabase(path)
    const file = new LedgerFile(connection, damagedFile, newerFile)
    if (formerUploads.length === 0) return file
    connection.transaction(() => {
      for (const { step, ...upload } of formerUploads) {
        file.#uploads.plan(upload, upload.createdAt)
        file.#uploads.advance(upload.id, step, null, upload.createdAt)
      }
    })
    return file
  }

  /** What a former run left. */
  left(): LeftBehind {
    return { uploads: this.#uploads.left(), saves: this.#saves.left(), claims: this.#claims.left() }
  }

  /** Writes in one transaction; what cannot be written on its own either is answered by its place. */
  write(writes: readonly LedgerWrite[]): ReadonlyMap<number, LedgerFault> {
    const faults = new Map<number, LedgerFault>()
    if (writes.length === 0) return faults
    try {
      this.#connection.transaction(() => {
        for (const write of writes) this.#apply(write)
      })
    } catch (error) {
      this.#jobs.forget()
      // One that cannot be written must not take the others with it.
      writes.forEach((write, index) => {
        try {
          if (writes.length === 1) throw error
          this.#connection.transaction(() => {
            this.#apply(write)
          })
        } catch (fault) {
          this.#jobs.forget()
          faults.set(index, faultOf(fault))
        }
      })
    }
    return faults
  }

  read({ name, ask }: LedgerRead): unknown {
    switch (name) {
      case 'multipart:find':
        return this.#multipart.find((ask as { readonly transferId: string }).transferId)
      case 'multipart:abandoned':
        return this.#multipart.abandoned((ask as { readonly connectionId: string }).connectionId)
      case 'requests:since':
        return this.#requests.since((ask as { readonly day: string }).day)
      case 'close':
        this.#connection.close()
        return null
    }
  }

  #apply(write: LedgerWrite): void {
    switch (write.op) {
      case 'upload:plan':
        return this.#uploads.plan(write.upload, write.at)
      case 'upload:advance':
        return this.#uploads.advance(write.id, write.step, write.jobId, write.at)
      case 'multipart:begin':
        return this.#multipart.begin(write.upload)
      case 'multipart:part':
        return this.#multipart.part(write.uploadId, write.part)
      case 'multipart:end':
        return this.#multipart.end(write.uploadId)
      case 'save:plan':
        return this.#saves.plan(write.save)
      case 'save:gather':
        return this.#saves.gather(write.id, write.partPath)
      case 'save:advance':
        return this.#saves.advance(write.id, write.step, write.path, write.at)
      case 'claim:hold':
        return this.#claims.hold(write.claim)
      case 'claim:renew':
        return this.#claims.renew(write.deadlines)
      case 'claim:note':
        return this.#claims.note(write.id, write.event, write.savedPath)
      case 'claim:allow':
        return this.#claims.allow(write.id)
      case 'claim:end':
        return this.#claims.end(write.id, write.outcome, write.at)
      case 'requests:add':
        return this.#requests.add(write.day, write.connectionId, write.counts)
    }
  }
}
