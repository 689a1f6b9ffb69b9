import type { Retention } from '../../../shared/jobs/history.ts'
import type { Connection, Statement } from './connection.ts'
import type { JobRows } from './rows/jobs/job-rows.ts'

const dayMs = 24 * 60 * 60 * 1_000
/** Request counts older than two years are removed. There are only a few rows per day. */
const requestDays = 731

/** Removes the oldest jobs beyond the limits, a few at a time. Unfinished jobs are always kept. */
export class RetentionSweep {
  readonly #count: Statement
  readonly #old: Statement
  readonly #oldest: Statement
  readonly #jobs: JobRows
  readonly #requests: Statement

  constructor(connection: Connection, jobs: JobRows) {
    this.#jobs = jobs
    this.#count = connection.prepare('SELECT count(*) FROM jobs')
    const finished = `id NOT IN (SELECT job_id FROM uploads) AND id NOT IN (SELECT job_id FROM claims)`
    this.#old = connection.prepare(
      `SELECT id FROM jobs WHERE created_at < ? AND ${finished} ORDER BY created_at LIMIT ?`,
    )
    this.#oldest = connection.prepare(`SELECT id FROM jobs WHERE ${finished} ORDER BY id LIMIT ?`)
    this.#requests = connection.prepare('DELETE FROM requests WHERE day < ?')
  }

  /** Returns the number of jobs. */
  count(): number {
    return Number(this.#count.first()?.[0])
  }

  /** Removes up to `limit` of `count` jobs. Returns how many it removed. Call this in a transaction. */
  removeNext({ keepDays, maxJobs }: Retention, count: number, now: number, limit: number): number {
    const old = keepDays === null ? [] : this.#old.all(now - keepDays * dayMs, limit)
    const tooMany = Math.min(limit, count - maxJobs)
    const rows = old.length > 0 || tooMany <= 0 ? old : this.#oldest.all(tooMany)
    for (const [id] of rows) this.#jobs.remove(Number(id))
    this.#requests.run(new Date(now - requestDays * dayMs).toISOString().slice(0, 10))
    return rows.length
  }
}
