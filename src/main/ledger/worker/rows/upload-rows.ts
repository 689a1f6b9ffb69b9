import { basename } from 'node:path'
import type { UploadStep, PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { LeftBehind } from '../../ledger-message.ts'
import type { JobRows } from './job-rows.ts'

interface OpenUpload {
  readonly job: number
  readonly kind: PlannedUpload['kind']
}

/** The uploads that are not finished. */
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
    const facts = { name, fileName: basename(path), size }
    const known = this.#jobs.find(identity)
    if (known !== null) this.#jobs.plan(known, facts, at)
    const job = known ?? this.#jobs.add(identity, facts, 'planned', createdAt, at)
    this.#put.run(upload.id, job, upload.kind, JSON.stringify(upload))
    this.#open.set(upload.id, { job, kind: upload.kind })
  }

  /** What is not planned cannot go on: a late step of something dropped changes nothing. */
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
    if (step === 'paused') return
    if (step === 'dropped') this.#jobs.step(job, 'cancelled', at)
    // A payload that was stored without a message is not sent: its last step is the storing.
    else if (step === 'sent' && kind === 'store') this.#jobs.step(job, 'stored', at)
    else if (step === 'sent' && messageId !== null) this.#jobs.send(job, messageId, at)
    else this.#jobs.step(job, step, at)
  }

  /** Forgets what a transaction that was rolled back may have made. */
  forget(): void {
    this.#open.clear()
  }

  /** Oldest first. */
  left(): LeftBehind['uploads'] {
    return this.#all.all().map(([plan, step]) => ({ plan: String(plan), step: String(step) }))
  }

  #find(id: string): OpenUpload | null {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const row = this.#select.first(id)
    return row === null ? null : { job: Number(row[0]), kind: row[1] as PlannedUpload['kind'] }
  }
}
