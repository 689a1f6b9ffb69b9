import { basename } from 'node:path'
import type { PlannedSave } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredUnfinishedWork, SaveStep } from '../../ledger-message.ts'
import type { JobInfo } from '../job-info.ts'
import type { JobRows } from './jobs/job-rows.ts'
import type { ResultRows } from './result-rows.ts'

/** A step of a save, and what else is recorded with it. */
export interface SaveAdvance {
  readonly id: string
  readonly step: SaveStep
  readonly path: string | null
  /** As JSON. Stored in the plan. */
  readonly error: string | null
  readonly at: number
}

/** The unfinished saves. */
export class SaveRows {
  readonly #jobs: JobRows
  readonly #results: ResultRows
  readonly #put: Statement
  readonly #setPartPath: Statement
  readonly #find: Statement
  readonly #step: Statement
  readonly #remove: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows, results: ResultRows) {
    this.#jobs = jobs
    this.#results = results
    this.#put = connection.prepare(
      `INSERT INTO saves (id, plan, step) VALUES (?, ?, 'planned')
       ON CONFLICT (id) DO UPDATE SET plan = excluded.plan, step = 'planned'`,
    )
    this.#setPartPath = connection.prepare('UPDATE saves SET part_path = ? WHERE id = ?')
    this.#find = connection.prepare('SELECT plan FROM saves WHERE id = ?')
    this.#step = connection.prepare(
      `UPDATE saves SET step = ?, plan = json_patch(plan, json_object('error', json(?))) WHERE id = ?`,
    )
    this.#remove = connection.prepare('DELETE FROM saves WHERE id = ?')
    this.#all = connection.prepare(
      "SELECT plan, step, part_path FROM saves ORDER BY plan ->> '$.createdAt', id",
    )
  }

  plan(save: PlannedSave): void {
    this.#put.run(save.id, JSON.stringify(save))
  }

  setPartPath(id: string, partPath: string): void {
    this.#setPartPath.run(partPath, id)
  }

  advance({ id, step, path, error, at }: SaveAdvance): void {
    if (step === 'saved' || step === 'dropped') {
      const row = this.#find.first(id)
      this.#remove.run(id)
      if (row !== null && step === 'saved') this.#recordSaved(String(row[0]), path, at)
    } else {
      this.#step.run(step, error ?? 'null', id)
    }
  }

  #recordSaved(json: string, path: string | null, at: number): void {
    const { connectionId, queue, direction, key, name, bytesTotal, bucket } = JSON.parse(json) as PlannedSave
    const identity = { connectionId, queue, direction, key, messageId: null }
    const fileName = path === null ? '' : basename(path)
    const resultJob = this.#jobs.jobOfResult(connectionId, queue, direction, key)
    if (resultJob !== null) {
      const found = { jobId: resultJob, bucket, key, name: fileName, size: bytesTotal ?? 0, modifiedAt: null }
      this.#results.mark(this.#results.id(found, at), 'saved', at, path)
      return
    }
    const info: JobInfo = { name: name ?? (fileName === '' ? key : fileName), fileName, size: bytesTotal }
    const job = this.#jobs.find(identity) ?? this.#jobs.add(identity, info, { step: 'saved', at })
    const state = this.#jobs.stateOf(job)
    // Saving a job's payload does not end its wait in the queue.
    const isOver = state === 'mine' || state === 'finished'
    this.#jobs.change(job, {
      at,
      ...(isOver ? { step: 'saved' } : {}),
      columns: { saved_at: at },
      details: { saved_path: path },
    })
  }

  /** Returns the unfinished saves, oldest first. */
  unfinished(): StoredUnfinishedWork['saves'] {
    return this.#all.all().map(([plan, step, partPath]) => ({
      plan: String(plan),
      step: String(step),
      partPath: partPath === null || partPath === undefined ? null : String(partPath),
    }))
  }
}
