import { comparableText } from '../../../shared/texts/comparable-text.ts'
import type { Connection, Statement } from './connection.ts'

/** The searched columns whose values are chosen by people. */
export const nameColumns = ['name', 'file_name'] as const

/** The searched columns whose values are usually random. */
export const idColumns = ['key', 'message_id'] as const

/** The columns of `jobs` to search. The table `search` has the same columns. */
export const searchColumns = [...nameColumns, ...idColumns] as const

/** An SQL condition that is true if one of these columns has more than ASCII. */
export function hasMoreThanAscii(columns: readonly string[]): string {
  return columns
    .map((column) => `ifnull(octet_length(jobs.${column}) <> length(jobs.${column}), 0)`)
    .join(' OR ')
}

/** The number of jobs from an earlier version to check at once. */
const checkedAtOnce = 2_000

/**
 * Fills the search index and the order by name, a few jobs at a time. For jobs with more than ASCII, the
 * index contains their comparable texts. For the others, its own comparison gives the same result.
 */
export class SearchIndex {
  readonly #connection: Connection
  readonly #next: Statement
  readonly #forget: Statement
  readonly #add: Statement
  readonly #list: Statement
  readonly #done: Statement
  readonly #others: Statement
  readonly #addOther: Statement
  readonly #refoldFrom: Statement
  readonly #refold: Statement
  readonly #refolded: Statement
  readonly #endRefold: Statement

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
       WHERE job_id BETWEEN ? AND ? AND NOT (${hasMoreThanAscii(searchColumns)}) ORDER BY job_id`,
    )
    this.#others = connection.prepare(
      `SELECT id, ${columns} FROM unindexed CROSS JOIN jobs ON id = job_id
       WHERE job_id BETWEEN ? AND ? AND (${hasMoreThanAscii(searchColumns)})`,
    )
    this.#addOther = connection.prepare(
      `INSERT INTO search (rowid, ${columns}) VALUES (CAST(? AS INTEGER), ${searchColumns.map(() => '?').join(', ')})`,
    )
    this.#refoldFrom = connection.prepare('SELECT next_id FROM refold')
    this.#refold = connection.prepare(
      `INSERT OR IGNORE INTO unindexed SELECT id FROM jobs
       WHERE id BETWEEN ? AND ? AND (${hasMoreThanAscii(searchColumns)})`,
    )
    this.#refolded = connection.prepare('UPDATE refold SET next_id = ?')
    this.#endRefold = connection.prepare('DELETE FROM refold')
    this.#list = connection.prepare(
      `INSERT OR IGNORE INTO names (name, job_id)
       SELECT name, id FROM unindexed CROSS JOIN jobs ON id = job_id WHERE job_id BETWEEN ? AND ?`,
    )
    this.#done = connection.prepare('DELETE FROM unindexed WHERE job_id BETWEEN ? AND ?')
  }

  /** Indexes up to `limit` jobs, or looks for more. Returns how many jobs it handled. */
  indexNext(limit: number): number {
    return this.#connection.transaction(() => {
      const [low, high, count] = this.#next.first(limit) ?? []
      if (low === null || low === undefined || high === null || high === undefined) return this.#refoldNext()
      this.#forget.run(low, high)
      this.#add.run(low, high)
      for (const [id, ...texts] of this.#others.all(low, high)) {
        this.#addOther.run(
          id ?? null,
          ...texts.map((text) => (text === null ? null : comparableText(String(text)))),
        )
      }
      this.#list.run(low, high)
      this.#done.run(low, high)
      return Number(count)
    })
  }

  /** Finds jobs whose texts an earlier version indexed as they were written, and returns how many it checked. */
  #refoldNext(): number {
    const high = this.#refoldFrom.first()?.[0]
    if (typeof high !== 'number') return 0
    const low = Math.max(0, high - checkedAtOnce + 1)
    this.#refold.run(low, high)
    if (low === 0) this.#endRefold.run()
    else this.#refolded.run(low - 1)
    return high - low + 1
  }
}
