import type { JobInputs } from '../../../../shared/jobs/job-state.ts'
import type { PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import type { StoredJobState } from './jobs/stored-job-state.ts'

/** The step of an unfinished upload. */
export type OpenStep = NonNullable<JobInputs['upload']>

export interface OpenUpload {
  readonly id: string
  readonly job: number
  readonly kind: PlannedUpload['kind']
  step: OpenStep
  /** The job's values, cached when first needed, because jobs change most while they are uploaded. */
  inputs: StoredJobState | null
}

/** One statement for several plans is faster than one per plan. */
const plansAtOnce = 16

/** The unfinished uploads in memory, by id and by job. They are read from the database when first needed. */
export class OpenUploads {
  readonly #select: Statement
  readonly #byId = new Map<string, OpenUpload>()
  readonly #byJob = new Map<number, OpenUpload>()
  #isRead = false
  /** The changes in this transaction. */
  readonly #stepped = new Set<OpenUpload>()
  readonly #ended = new Set<string>()
  readonly #planned = new Map<string, SqlValue[]>()
  readonly #putOne: Statement
  readonly #putMany: Statement
  readonly #setStep: Statement
  readonly #remove: Statement

  constructor(connection: Connection) {
    const put = (rows: number): Statement =>
      connection.prepare(
        `INSERT INTO uploads (id, job_id, kind, plan, step)
         VALUES ${Array<string>(rows).fill('(?, ?, ?, ?, ?)').join(', ')}
         ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id, plan = excluded.plan, step = excluded.step`,
      )
    this.#putOne = put(1)
    this.#putMany = put(plansAtOnce)
    this.#setStep = connection.prepare(
      'UPDATE uploads SET step = ? WHERE id IN (SELECT value FROM json_each(?))',
    )
    this.#remove = connection.prepare('DELETE FROM uploads WHERE id IN (SELECT value FROM json_each(?))')
    this.#select = connection.prepare('SELECT id, job_id, kind, step FROM uploads')
  }

  find(id: string): OpenUpload | undefined {
    if (!this.#isRead) this.#read()
    return this.#byId.get(id)
  }

  of(job: number): OpenUpload | undefined {
    if (!this.#isRead) this.#read()
    return this.#byJob.get(job)
  }

  /** Adds an upload's plan, or replaces it. */
  plan(upload: OpenUpload, plan: string): void {
    if (!this.#isRead) this.#read()
    // An upload that was finished or planned in this transaction starts again.
    if (this.#ended.has(upload.id) || this.#planned.has(upload.id)) this.flush()
    this.#set(upload)
    this.#planned.set(upload.id, [upload.id, upload.job, upload.kind, plan, upload.step])
    if (this.#planned.size < plansAtOnce) return
    this.#putMany.run(...[...this.#planned.values()].flat())
    this.#planned.clear()
  }

  setStep(upload: OpenUpload, step: OpenStep): void {
    upload.step = step
    this.#stepped.add(upload)
  }

  delete(upload: OpenUpload): void {
    const { id, job } = upload
    this.#byId.delete(id)
    if (this.#byJob.get(job)?.id === id) this.#byJob.delete(job)
    this.#stepped.delete(upload)
    this.#ended.add(id)
  }

  /** Writes the steps and the finished uploads of a transaction. One statement for many is much faster. */
  flush(): void {
    for (const values of this.#planned.values()) this.#putOne.run(...values)
    this.#planned.clear()
    const bySteps = new Map<OpenStep, string[]>()
    for (const { id, step } of this.#stepped) {
      const ids = bySteps.get(step)
      if (ids === undefined) bySteps.set(step, [id])
      else ids.push(id)
    }
    for (const [step, ids] of bySteps) this.#setStep.run(step, JSON.stringify(ids))
    if (this.#ended.size > 0) this.#remove.run(JSON.stringify([...this.#ended]))
    this.#stepped.clear()
    this.#ended.clear()
  }

  /** Call this after a rollback. */
  forget(): void {
    this.#planned.clear()
    this.#byId.clear()
    this.#byJob.clear()
    this.#stepped.clear()
    this.#ended.clear()
    this.#isRead = false
  }

  #set(upload: OpenUpload): void {
    this.#byId.set(upload.id, upload)
    this.#byJob.set(upload.job, upload)
  }

  #read(): void {
    this.#isRead = true
    for (const [id, job, kind, step] of this.#select.all()) {
      this.#set({
        id: String(id),
        job: Number(job),
        kind: kind as OpenUpload['kind'],
        step: step as OpenStep,
        inputs: null,
      })
    }
  }
}
