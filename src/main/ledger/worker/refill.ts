import { stateOf, type JobInputs } from '../../../shared/jobs/job-state.ts'
import type { Connection, Statement } from './connection.ts'
import { uploadInput } from './rows/jobs/stored-job-state.ts'
import type { JobTally } from './rows/jobs/job-tally.ts'
import type { OpenUploads } from './rows/open-uploads.ts'
import { stateNumbers } from './state-numbers.ts'

/**
 * Lists the jobs from an earlier version, a few at a time, newest first: adds each job's summary row, adds the
 * job to the order by name, and counts it.
 */
export class Refill {
  readonly #uploads: OpenUploads
  readonly #tally: JobTally
  readonly #next: Statement
  readonly #read: Statement
  readonly #put: Statement
  readonly #names: Statement
  readonly #advance: Statement
  readonly #end: Statement

  constructor(connection: Connection, uploads: OpenUploads, tally: JobTally) {
    this.#uploads = uploads
    this.#tally = tally
    this.#next = connection.prepare('SELECT next_id FROM refill')
    this.#read = connection.prepare(
      `SELECT id, place_id, state, created_at, size, error IS NOT NULL,
         EXISTS (SELECT 1 FROM claims WHERE claims.job_id = jobs.id)
       FROM jobs LEFT JOIN job_details ON job_id = id WHERE id <= ? ORDER BY id DESC LIMIT ?`,
    )
    this.#put = connection.prepare(
      `INSERT OR IGNORE INTO listed_jobs (id, place_id, state, created_at, size, results, new_results)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, 0, 0 FROM json_each(?) WHERE true
       RETURNING id`,
    )
    this.#names = connection.prepare(
      'INSERT OR IGNORE INTO names (name, job_id) SELECT name, id FROM jobs WHERE id BETWEEN ? AND ?',
    )
    this.#advance = connection.prepare('UPDATE refill SET next_id = ?')
    this.#end = connection.prepare('DELETE FROM refill')
  }

  /** Lists up to `limit` jobs. Returns how many it listed. Call this in a transaction. */
  listNext(limit: number): number {
    const next = this.#nextId()
    if (next === null) return 0
    const rows = this.#read.all(next, limit)
    const listed = new Map(
      rows.map(([id, queueId, step, createdAt, size, error, held]) => {
        const inputs = {
          step: step as JobInputs['step'],
          upload: uploadInput(this.#uploads.of(Number(id))?.step ?? null, error === 1),
          held: held === 1,
          results: 0,
          newResults: 0,
        }
        const job = {
          queueId: Number(queueId),
          state: stateOf(inputs),
          createdAt: Number(createdAt),
          size: size == null ? null : Number(size),
          groupId: null,
          folderId: null,
          results: 0,
          newResults: 0,
        }
        return [Number(id), job] as const
      }),
    )
    const values = [...listed].map(([id, { queueId, state, createdAt, size }]) => [
      id,
      queueId,
      stateNumbers[state],
      createdAt,
      size,
    ])
    // Jobs that have changed since the upgrade are already listed.
    for (const [id] of this.#put.all(JSON.stringify(values))) {
      const job = listed.get(Number(id))
      if (job !== undefined) this.#tally.addListed(Number(id), job)
    }
    const last = Number(rows.at(-1)?.[0] ?? 1)
    this.#names.run(last, next)
    if (rows.length < limit) this.#end.run()
    else this.#advance.run(last - 1)
    return rows.length
  }

  #nextId(): number | null {
    const id = this.#next.first()?.[0] ?? null
    return id === null ? null : Number(id)
  }
}
