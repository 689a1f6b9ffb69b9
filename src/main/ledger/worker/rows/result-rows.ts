import type { FoundResult, StoredResult } from '../../../engine/jobs/job-store.ts'
import { cutText } from '../../../../shared/texts/cut-text.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import type { JobChange } from './jobs/job-change.ts'
import type { JobRows } from './jobs/job-rows.ts'

/**
 * A result revives a dead job only if it is this much newer than the death, in milliseconds. The server dates
 * results with its own clock, which may run ahead of the one that dated the death. A partial result from before
 * the death must not look newer.
 */
const reviveMarginMs = 5 * 60_000

/** The results of jobs, and the number of new ones. */
export class ResultRows {
  readonly #jobs: JobRows
  readonly #add: Statement
  readonly #complete: Statement
  readonly #find: Statement
  readonly #look: Statement
  readonly #completedAt: Statement
  readonly #deadAt: Statement
  readonly #count: Statement
  readonly #jobOf: Statement
  readonly #mark: Readonly<Record<'opened' | 'saved', Statement>>
  readonly #markAll: Statement
  readonly #unmark: Statement
  readonly #lastFoundAt: Statement
  readonly #all: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#add = connection.prepare(
      `INSERT INTO results (job_id, bucket, key, name, size, modified_at, found_at, opened_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    // A result known only from a message has size 0.
    this.#complete = connection.prepare(
      'UPDATE results SET size = ?, modified_at = coalesce(modified_at, ?) WHERE id = ? AND size = 0',
    )
    this.#find = connection.prepare('SELECT id FROM results WHERE job_id = ? AND key = ?')
    this.#look = connection.prepare('UPDATE listed_jobs SET looked_at = ? WHERE id = ?')
    this.#completedAt = connection.prepare('SELECT completed_at FROM jobs WHERE id = ?')
    this.#deadAt = connection.prepare('SELECT dead_at FROM job_details WHERE job_id = ?')
    this.#count = connection.prepare(
      `SELECT count(*), count(*) FILTER (WHERE opened_at IS NULL AND saved_at IS NULL) FROM results
       WHERE job_id = ?`,
    )
    this.#jobOf = connection.prepare('SELECT job_id FROM results WHERE id = ?')
    this.#mark = {
      opened: connection.prepare(
        'UPDATE results SET opened_at = ?, saved_path = coalesce(?, saved_path) WHERE id = ?',
      ),
      saved: connection.prepare(
        'UPDATE results SET saved_at = ?, saved_path = coalesce(?, saved_path) WHERE id = ?',
      ),
    }
    this.#markAll = connection.prepare(
      'UPDATE results SET opened_at = ? WHERE job_id = ? AND opened_at IS NULL',
    )
    this.#unmark = connection.prepare(
      'UPDATE results SET opened_at = NULL WHERE job_id = ? AND opened_at = ?',
    )
    this.#lastFoundAt = connection.prepare('SELECT max(found_at) FROM results WHERE job_id = ?')
    this.#all = connection.prepare(
      `SELECT id, bucket, key, name, size, modified_at, found_at, opened_at, saved_at, saved_path FROM results
       WHERE job_id = ? ORDER BY coalesce(modified_at, found_at) DESC, id DESC`,
    )
  }

  /** Records results that were found. Results that this app stored are not new to the user. */
  addFound(found: readonly FoundResult[], searchedFor: readonly number[], at: number): void {
    for (const id of searchedFor) this.#look.run(at, id)
    const madeAt = new Map<number, number>()
    for (const result of found) {
      if (!this.#put(result, at)) continue
      madeAt.set(result.jobId, Math.max(madeAt.get(result.jobId) ?? 0, result.modifiedAt ?? 0))
    }
    for (const [id, latest] of madeAt) this.#recount(id, at, 'result', latest)
  }

  /** Returns the results that are not recorded yet. */
  unknown(results: readonly FoundResult[]): FoundResult[] {
    return results.filter(({ jobId, key }) => this.#find.first(jobId, key) === null)
  }

  /** Returns a result's id. Adds it if it is new. */
  id(result: FoundResult, at: number): number {
    if (this.#put(result, at)) this.#recount(result.jobId, at, 'result', result.modifiedAt ?? 0)
    return Number(this.#find.first(result.jobId, result.key)?.[0])
  }

  mark(id: number, what: 'opened' | 'saved', at: number, path: string | null): void {
    const job = this.#jobOf.first(id)?.[0]
    if (job === undefined) return
    this.#mark[what].run(at, path, id)
    this.#recount(Number(job), at, what)
  }

  markAllOpened(jobs: readonly number[], at: number): void {
    for (const job of jobs) {
      this.#markAll.run(at, job)
      this.#recount(job, at, 'opened')
    }
  }

  /** Undoes {@link markAllOpened}. If a job has changed since, only its count of new results changes. */
  unmarkOpened(jobs: readonly number[], markedAt: number): void {
    for (const job of jobs) {
      this.#unmark.run(job, markedAt)
      const results = this.#countOf(job)
      const wasOpened = this.#jobs.inputsOf(job)?.step === 'opened' && results.new > 0
      const at = Number(this.#lastFoundAt.first(job)?.[0] ?? markedAt)
      const details = { opened_at: null }
      this.#jobs.change(job, wasOpened ? { at, step: 'result', results, details } : { at, results })
    }
  }

  /** Returns a job's results, newest first. */
  of(job: number): StoredResult[] {
    return this.#all
      .all(job)
      .map(([id, bucket, key, name, size, modifiedAt, foundAt, openedAt, savedAt, savedPath]) => ({
        id: Number(id),
        bucket: String(bucket),
        key: String(key),
        name: String(name),
        size: Number(size),
        modifiedAt: optional(modifiedAt),
        foundAt: Number(foundAt),
        openedAt: optional(openedAt),
        savedAt: optional(savedAt),
        savedPath: savedPath == null ? null : String(savedPath),
      }))
  }

  /** True if it was new. */
  #put({ jobId, bucket, key, name, size, modifiedAt }: FoundResult, at: number): boolean {
    const known = this.#find.first(jobId, key)
    if (known !== null) {
      if (size > 0) this.#complete.run(size, modifiedAt, known[0] ?? null)
      return false
    }
    const job = this.#completedAt.first(jobId)
    if (job === null) return false
    const openedAt = job[0] === null ? null : at
    const values: SqlValue[] = [jobId, bucket, key, cutText(name), size, modifiedAt, at, openedAt]
    this.#add.run(...values)
    return true
  }

  /**
   * Updates the number of results. A job that is held or was finished here keeps its step. So does a dead
   * job, unless `madeAt` is well after its death, because then its message must be back in the queue.
   * `madeAt` is the time of the newest result, or 0 if unknown.
   */
  #recount(job: number, at: number, step: 'result' | 'opened' | 'saved', madeAt = 0): void {
    const results = this.#countOf(job)
    const inputs = this.#jobs.inputsOf(job)
    const keepsStep =
      inputs === null ||
      inputs.held ||
      inputs.step === 'completed' ||
      inputs.step === 'acknowledged' ||
      (inputs.step === 'dead' && madeAt <= Number(this.#deadAt.first(job)?.[0] ?? 0) + reviveMarginMs) ||
      (step === 'result' && results.new === 0)
    this.#jobs.change(job, keepsStep ? { at, results } : { at, step, results })
  }

  #countOf(job: number): NonNullable<JobChange['results']> {
    const [found, newCount] = (this.#count.first(job) ?? []).map(Number)
    return { found: found ?? 0, new: newCount ?? 0 }
  }
}

function optional(value: SqlValue | undefined): number | null {
  return value == null ? null : Number(value)
}
