import type { Connection, Statement } from './connection.ts'

/** Fills the index that history is searched by, a slice at a time. */
export class SearchIndex {
  readonly #connection: Connection
  readonly #next: Statement
  readonly #forget: Statement
  readonly #add: Statement
  readonly #done: Statement

  constructor(connection: Connection) {
    this.#connection = connection
    this.#next = connection.prepare(
      'SELECT min(job_id), max(job_id), count(*) FROM (SELECT job_id FROM unindexed ORDER BY job_id LIMIT ?)',
    )
    this.#forget = connection.prepare(
      'DELETE FROM search WHERE rowid IN (SELECT job_id FROM unindexed WHERE job_id BETWEEN ? AND ?)',
    )
    this.#add = connection.prepare(
      `INSERT INTO search (rowid, name, file_name, key, message_id)
       SELECT id, name, file_name, key, message_id FROM unindexed CROSS JOIN jobs ON id = job_id
       WHERE job_id BETWEEN ? AND ? ORDER BY job_id`,
    )
    this.#done = connection.prepare('DELETE FROM unindexed WHERE job_id BETWEEN ? AND ?')
  }

  /** Indexes up to `most` jobs; answers how many it was. */
  slice(most: number): number {
    return this.#connection.transaction(() => {
      const [low, high, count] = this.#next.first(most) ?? []
      if (low === null || low === undefined || high === null || high === undefined) return 0
      this.#forget.run(low, high)
      this.#add.run(low, high)
      this.#done.run(low, high)
      return Number(count)
    })
  }
}
