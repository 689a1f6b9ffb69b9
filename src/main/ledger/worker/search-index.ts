import type { Connection, Statement } from './connection.ts'

/** The searched columns whose values are chosen by people. */
export const nameColumns = ['name', 'file_name'] as const

/** The searched columns whose values are usually random. */
export const idColumns = ['key', 'message_id'] as const

/** The columns of `jobs` to search. The table `search` has the same columns. */
export const searchColumns = [...nameColumns, ...idColumns] as const

/** Fills the search index and the order by name, a few jobs at a time. */
export class SearchIndex {
  readonly #connection: Connection
  readonly #next: Statement
  readonly #forget: Statement
  readonly #add: Statement
  readonly #list: Statement
  readonly #done: Statement

  constructor(connection: Connection) {
    this.#connection = connection
    this.#next = connection.prepare(
      'SELECT min(job_id), max(job_id), count(*) FROM (SELECT job_id FROM unindexed ORDER BY job_id LIMIT ?)',
    )
    this.#forget = connection.prepare(
      'DELETE FROM search WHERE rowid IN (SELECT job_id FROM unindexed WHERE job_id BETWEEN ? AND ?)',
    )
    const columns = searchColumns.join(', ')
    this.#add = connection.prepare(
      `INSERT INTO search (rowid, ${columns})
       SELECT id, ${columns} FROM unindexed CROSS JOIN jobs ON id = job_id
       WHERE job_id BETWEEN ? AND ? ORDER BY job_id`,
    )
    this.#list = connection.prepare(
      `INSERT OR IGNORE INTO names (name, job_id)
       SELECT name, id FROM unindexed CROSS JOIN jobs ON id = job_id WHERE job_id BETWEEN ? AND ?`,
    )
    this.#done = connection.prepare('DELETE FROM unindexed WHERE job_id BETWEEN ? AND ?')
  }

  /** Indexes up to `limit` jobs and returns how many it indexed. */
  indexNext(limit: number): number {
    return this.#connection.transaction(() => {
      const [low, high, count] = this.#next.first(limit) ?? []
      if (low === null || low === undefined || high === null || high === undefined) return 0
      this.#forget.run(low, high)
      this.#add.run(low, high)
      this.#list.run(low, high)
      this.#done.run(low, high)
      return Number(count)
    })
  }
}
