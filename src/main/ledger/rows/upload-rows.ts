import { basename } from 'node:path'
import type { LaterStep, PlannedUpload } from '../../engine/transfers/journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { LeftBehind } from '../ledger-message.ts'
import type { JobRows } from './job-rows.ts'

/** The uploads that are not finished. */
export class UploadRows {
  readonly #jobs: JobRows
  readonly #put: Statement
  readonly #find: Statement
  readonly #step: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#put = connection.prepare(
      `INSERT INTO uploads (id, job_id, kind, plan, step) VALUES (?, ?, ?, ?, 'planned')
       ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id, plan = excluded.plan, step = 'planned'`,
    )
    this.#find = connection.prepare('SELECT job_id, kind FROM uploads WHERE id = ?')
    this.#step = connection.prepare('UPDATE uploads SET step = ? WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM uploads WHERE id = ?')
    this.#all = connection.prepare('SELECT plan, step FROM uploads ORDER BY job_id')
  }

  plan(upload: PlannedUpload, at: number): void {
    const { connectionId, queue, direction, key, name, path, size, createdAt } = upload
    const identity = { connectionId, queue, direction, key, messageId: null }
    const facts = { name, fileName: basename(path), size }
    const job = this.#jobs.find(identity) ?? this.#jobs.add(identity, facts, 'planned', createdAt)
    this.#jobs.plan(job, facts, at)
    this.#put.run(upload.id, job, upload.kind, JSON.stringify(upload))
  }

  /** What is not planned cannot go on: a late step of something dropped changes nothing. */
  advance(id: string, step: LaterStep, messageId: string | null, at: number): void {
    const row = this.#find.first(id)
    if (row === null) return
    const job = Number(row[0])
    if (step === 'sent' || step === 'dropped') this.#remove.run(id)
    else this.#step.run(step, id)
    if (step === 'paused') return
    if (step === 'dropped') this.#jobs.step(job, 'cancelled', at)
    // A payload that was stored without a message is not sent: its last step is the storing.
    else if (step === 'sent' && row[1] === 'store') this.#jobs.step(job, 'stored', at)
    else this.#jobs.step(job, step, at)
    if (messageId !== null) this.#jobs.tell(job, messageId)
  }

  /** Oldest first. */
  left(): LeftBehind['uploads'] {
    return this.#all.all().map(([plan, step]) => ({ plan: String(plan), step: String(step) }))
  }
}
