import { basename } from 'node:path'
import type { UploadStep, PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredUnfinishedWork } from '../../ledger-message.ts'
import type { JobInfo } from '../history-columns.ts'
import type { GroupRows } from './group-rows.ts'
import type { JobRows } from './job-rows.ts'
import type { PlaceRows } from './place-rows.ts'

interface OpenUpload {
  readonly job: number
  readonly kind: PlannedUpload['kind']
}

/** What else is recorded with a step of an upload. */
export interface UploadInfo {
  readonly messageId: string | null
  /** As JSON. */
  readonly error: string | null
  readonly at: number
}

/** The unfinished uploads. */
export class UploadRows {
  readonly #jobs: JobRows
  readonly #groups: GroupRows
  readonly #places: PlaceRows
  readonly #open = new Map<string, OpenUpload>()
  readonly #put: Statement
  readonly #select: Statement
  readonly #step: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows, groups: GroupRows, places: PlaceRows) {
    this.#jobs = jobs
    this.#groups = groups
    this.#places = places
    this.#put = connection.prepare(
      `INSERT INTO uploads (id, job_id, kind, plan, step) VALUES (?, ?, ?, ?, 'planned')
       ON CONFLICT (id) DO UPDATE SET job_id = excluded.job_id, plan = excluded.plan, step = 'planned'`,
    )
    this.#select = connection.prepare('SELECT job_id, kind FROM uploads WHERE id = ?')
    this.#step = connection.prepare('UPDATE uploads SET step = ? WHERE id = ?')
    this.#remove = connection.prepare('DELETE FROM uploads WHERE id = ?')
    this.#all = connection.prepare(
      `SELECT uploads.plan, uploads.step, jobs.error FROM uploads LEFT JOIN jobs ON jobs.id = job_id
       ORDER BY job_id`,
    )
  }

  plan(upload: PlannedUpload, at: number): void {
    const { id, connectionId, queue, direction, key, name, path, size, createdAt, group, fields } = upload
    const identity = { connectionId, queue, direction, key, messageId: null }
    const info: JobInfo = { name, fileName: basename(path), size }
    const known = this.#jobs.find(identity)
    if (known !== null) this.#jobs.restart(known, info, { id, plannedAt: at })
    const job =
      known ??
      this.#jobs.add(identity, info, {
        step: 'planned',
        at: createdAt,
        upload: { id, plannedAt: at },
        groupId:
          group == null ? null : this.#groups.id(group, this.#places.id(connectionId, queue), createdAt),
        sourcePath: path,
        fields: Object.keys(fields).length === 0 ? null : JSON.stringify(fields),
      })
    this.#put.run(id, job, upload.kind, JSON.stringify(upload))
    this.#open.set(id, { job, kind: upload.kind })
  }

  /** Records a step. Does nothing if the upload is not planned: a late step of a dropped upload is ignored. */
  advance(id: string, step: UploadStep, { messageId, error, at }: UploadInfo): void {
    const upload = this.#find(id)
    if (upload === null) return
    const { job, kind } = upload
    if (step === 'sent' || step === 'dropped') {
      this.#remove.run(id)
      this.#open.delete(id)
    } else {
      this.#step.run(step, id)
    }
    if (step === 'dropped') this.#jobs.change(job, { at, step: 'cancelled', upload: null })
    else if (step === 'sent') {
      this.#jobs.change(job, {
        at,
        // A payload that is stored without a message ends with `stored`: nothing was sent.
        step: kind === 'store' ? 'stored' : 'sent',
        upload: null,
        ...(messageId !== null && kind === 'submit' && { messageId }),
      })
    }
    // In the history it stays as it was.
    else if (step === 'paused' || step === 'unconfirmed') this.#jobs.change(job, { at, upload: step, error })
    else this.#jobs.change(job, { at, step, upload: step, error })
  }

  /** Clears the cache. Call it after a rollback. */
  forget(): void {
    this.#open.clear()
  }

  /** Oldest first. */
  unfinished(): StoredUnfinishedWork['uploads'] {
    return this.#all.all().map(([plan, step, error]) => ({
      plan: String(plan),
      step: String(step),
      error: error == null ? null : String(error),
    }))
  }

  #find(id: string): OpenUpload | null {
    const known = this.#open.get(id)
    if (known !== undefined) return known
    const row = this.#select.first(id)
    return row === null ? null : { job: Number(row[0]), kind: row[1] as PlannedUpload['kind'] }
  }
}
