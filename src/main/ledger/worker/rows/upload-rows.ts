import { basename } from 'node:path'
import type { UploadStep, PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredUnfinishedWork } from '../../ledger-message.ts'
import type { JobInfo } from '../history-columns.ts'
import type { JobRows } from './job-rows.ts'

interface OpenUpload {
  readonly job: number
  readonly kind: PlannedUpload['kind']
}

/** The unfinished uploads. */
export class UploadRows {
  readonly #jobs: JobRows
  readonly #open = new Map<string, OpenUpload>()
  readonly #put: Statement
  readonly #select: Statement
  readonly #step: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#put = connection.prepare(
      `INSERT INTO uploads (id, job_id, kind, plan, step) VALUES (?, ?, ?, ?, 'planned')
       ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id, plan = excluded.plan, step = 'planned'`,
    )
    this.#select = connection.prepare('SELECT job_id, kind FROM uploads WHERE id = ?')
    this.#step = connection.prepare('UPDATE uploads SET step = ? WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM uploads WHERE id = ?')
    this.#all = connection.prepare('SELECT plan, step FROM uploads ORDER BY job_id')
  }

  plan(upload: PlannedUpload, at: number): void {
    const { connectionId, queue, direction, key, name, path, size, createdAt } = upload
    const identity = { connectionId, queue, direction, key, messageId: null }
    const info: JobInfo = { name, fileName: basename(path), size }
    const known = this.#jobs.find(identity)
    if (known !== null) this.#jobs.restart(known, info, at)
    const job = known ?? this.#jobs.add(identity, info, 'planned', createdAt, at)
    this.#put.run(upload.id, job, upload.kind, JSON.stringify(upload))
    this.#open.set(upload.id, { job, kind: upload.kind })
  }

  /** Records a step. Does nothing if the upload is not planned: a late step of a dropped upload is ignored. */
  advance(id: string, step: UploadStep, messageId: string | null, at: number): void {
    const upload = this.#find(id)
    if (upload === null) return
    const { job, kind } = upload
    if (step === 'sent' || step === 'dropped') {
      this.#remove.run(id)
      this.#open.delete(id)
    } else {
      this.#step.run(step, id)
    }
    // In the history it stays as it was.
    if (step === 'paused' || step === 'unconfirmed') return
    if (step === 'dropped') this.#jobs.recordStep(job, 'cancelled', at)
    // A payload that is stored without a message ends with `stored`: nothing was sent.
    else if (step === 'sent' && kind === 'store') this.#jobs.recordStep(job, 'stored', at)
    else if (step === 'sent' && messageId !== null) this.#jobs.markSent(job, messageId, at)
    else this.#jobs.recordStep(job, step, at)
  }

  /** Clears the cache. Call it after a rollback. */
  forget(): void {
    this.#open.clear()
  }

  /** Oldest first. */
  unfinished(): StoredUnfinishedWork['uploads'] {
    return this.#all.all().map(([plan, step]) => ({ plan: String(plan), step: String(step) }))
  }

  #find(id: string): OpenUpload | null {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const row = this.#select.first(id)
    return row === null ? null : { job: Number(row[0]), kind: row[1] as PlannedUpload['kind'] }
  }
}
