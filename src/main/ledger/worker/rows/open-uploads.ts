import type { JobFacts } from '../../../../shared/job-state.ts'
import type { PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredFacts } from './job-facts.ts'

/** The step of an unfinished upload. */
export type OpenStep = NonNullable<JobFacts['upload']>

export interface OpenUpload {
  readonly id: string
  readonly job: number
  readonly kind: PlannedUpload['kind']
  step: OpenStep
  /** What is known about its job, once it was needed: jobs that are being uploaded change most. */
  facts: StoredFacts | null
}

/** The unfinished uploads in memory, by id and by job. Read from the database when they are first needed. */
export class OpenUploads {
  readonly #select: Statement
  readonly #byId = new Map<string, OpenUpload>()
  readonly #byJob = new Map<number, OpenUpload>()
  #isRead = false

  constructor(connection: Connection) {
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

  set(upload: OpenUpload): void {
    if (!this.#isRead) this.#read()
    this.#byId.set(upload.id, upload)
    this.#byJob.set(upload.job, upload)
  }

  delete({ id, job }: OpenUpload): void {
    this.#byId.delete(id)
    if (this.#byJob.get(job)?.id === id) this.#byJob.delete(job)
  }

  /** Call it after a rollback. */
  forget(): void {
    this.#byId.clear()
    this.#byJob.clear()
    this.#isRead = false
  }

  #read(): void {
    this.#isRead = true
    for (const [id, job, kind, step] of this.#select.all()) {
      this.set({
        ...{ id: String(id), job: Number(job), kind: kind as OpenUpload['kind'] },
        ...{ step: step as OpenStep, facts: null },
      })
    }
  }
}
