import type { HistoryFilter, HistoryJob, HistoryPage } from '../../../../shared/jobs/history.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { historySelect, readJob } from '../history-columns.ts'
import { hasMoreThanAscii, searchColumns } from '../search-index.ts'
import { searchWords, type SearchWord, type SearchWords } from '../search-words.ts'
import { containsWords, mayContainAll, stateAndDates } from './history-condition.ts'

/** A scan stops after this time and returns a short page. */
const scanBudgetMs = 8
/** The number of jobs in the first window of a scan. */
const firstWindow = 4_000
/** For at most this many candidates, a scan is faster than a search of the whole index. */
const fewJobs = 3_000

/** The columns of a job, those to search, and if one of them has more than ASCII. */
const select = `${historySelect}, ${searchColumns.map((column) => `jobs.${column}`).join(', ')},
  ${hasMoreThanAscii(searchColumns)}`

/** Row ids from `low` to `high`, both inclusive. */
interface Range {
  readonly low: number
  readonly high: number
}

/** Reads the history, newest first. */
export class HistoryRows {
  readonly #connection: Connection
  readonly #statements = new Map<string, Statement>()

  constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Returns the next jobs that match the filter, with ids below `before`. */
  page(filter: HistoryFilter, before: number | null, limit: number): HistoryPage {
    const range = this.#range(filter, before)
    if (range === null) return { jobs: [], next: null }
    const words = searchWords(filter.text)
    if (words.all.length === 0 && filter.state === null) {
      // Without text and state, a page is found at once.
      const jobs = this.#scan(filter, range, [], limit)
      return { jobs, next: jobs.length < limit ? null : lastId(jobs) }
    }
    const { match } = words
    if (match === null || !this.#hasFewUnindexed()) {
      return this.#scanWithinBudget(filter, range, words.all, limit)
    }
    return this.#search(filter, range, words, match, limit)
  }

  /** Scans windows of jobs, newest first, until the page is full or the time is up. */
  #scanWithinBudget(
    filter: HistoryFilter,
    { low, high }: Range,
    words: readonly SearchWord[],
    limit: number,
  ): HistoryPage {
    const jobs: HistoryJob[] = []
    const start = performance.now()
    let size = firstWindow
    for (let top = high; top >= low;) {
      const windowStart = performance.now()
      const window = { low: Math.max(low, top - size + 1), high: top }
      jobs.push(...this.#scan(filter, window, words, limit - jobs.length))
      if (jobs.length >= limit) return { jobs, next: lastId(jobs) }
      top = window.low - 1
      const now = performance.now()
      if (now - start > scanBudgetMs) return { jobs, next: top < low ? null : window.low }
      // The speed of this window determines how many jobs fit in the remaining time.
      const pace = (now - windowStart) / (window.high - top)
      size = Math.max(firstWindow, Math.min(size * 8, Math.floor((scanBudgetMs - (now - start)) / pace)))
    }
    return { jobs, next: null }
  }

  /** Searches the index, and scans the few jobs that are not indexed yet. */
  #search(
    filter: HistoryFilter,
    range: Range,
    words: SearchWords,
    match: string,
    limit: number,
  ): HistoryPage {
    // The state and the unchecked words may exclude many hits, so a full page needs more of them.
    const maxHits = filter.state === null && words.unchecked.length === 0 ? limit : fewJobs
    const ids = this.#statement(
      // The binding passes numbers as floats, but the index ignores bounds that are not integers.
      `SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
       ORDER BY rowid DESC LIMIT ?`,
    ).all(match, range.low, range.high, maxHits)
    const end = ids.length < maxHits ? range.low : Number(ids.at(-1)?.[0])
    const indexed = this.#matching(JSON.stringify(ids.map(([id]) => id)), filter, words.unchecked)
    const unindexed = this.#scan(filter, { low: end, high: range.high }, words.all, limit, 'unindexed')
    const byId = new Map([...indexed, ...unindexed].map((job) => [job.id, job]))
    const jobs = [...byId.values()].toSorted((a, b) => b.id - a.id).slice(0, limit)
    if (jobs.length === limit) return { jobs, next: lastId(jobs) }
    return { jobs, next: end === range.low ? null : end }
  }

  /** Returns the matching jobs among these ids. */
  #matching(ids: string, filter: HistoryFilter, words: readonly SearchWord[]): HistoryJob[] {
    const { sql, params } = stateAndDates(filter)
    const condition = mayContainAll(words)
    return this.#statement(
      `SELECT ${select} FROM json_each(?) CROSS JOIN jobs CROSS JOIN places
       LEFT JOIN job_details ON job_details.job_id = jobs.id WHERE jobs.id = value AND places.id = place_id ${sql} ${condition.sql}`,
    )
      .all(ids, ...params, ...condition.params)
      .filter((row) => isMatch(row, words))
      .map(readJob)
  }

  /** Returns the matching jobs of a range, from all jobs or only from those that are not indexed yet. */
  #scan(
    filter: HistoryFilter,
    { low, high }: Range,
    words: readonly SearchWord[],
    limit: number,
    source: 'jobs' | 'unindexed' = 'jobs',
  ): HistoryJob[] {
    const { sql, params } = stateAndDates(filter)
    const condition = mayContainAll(words)
    const [from, id] = source === 'jobs' ? ['', 'jobs.id'] : ['unindexed CROSS JOIN', 'unindexed.job_id']
    const statement = this.#statement(
      `SELECT ${select} FROM ${from} jobs CROSS JOIN places LEFT JOIN job_details ON job_details.job_id = jobs.id
       WHERE ${id} BETWEEN ? AND ? AND jobs.id = ${id} AND places.id = place_id ${sql} ${condition.sql} ORDER BY ${id} DESC LIMIT ?`,
    )
    const jobs: HistoryJob[] = []
    for (let top = high; ;) {
      const rows = statement.all(low, top, ...params, ...condition.params, limit)
      jobs.push(...rows.filter((row) => isMatch(row, words)).map(readJob))
      if (rows.length < limit || jobs.length >= limit) return jobs.slice(0, limit)
      top = readJob(rows.at(-1) ?? []).id - 1
    }
  }

  /**
   * Returns the ids that can match a filter's dates, or `null`. Jobs added at about the same time may be out
   * of order, so several at each end of the range are considered.
   */
  #range({ from, to }: HistoryFilter, before: number | null): Range | null {
    const margin = 500
    const low =
      from === null
        ? 1
        : this.#firstNumber(
            'SELECT min(id) FROM (SELECT id FROM jobs WHERE created_at >= ? ORDER BY created_at LIMIT ?)',
            from,
            margin,
          )
    const newest =
      to === null
        ? this.#firstNumber('SELECT max(id) FROM jobs')
        : this.#firstNumber(
            'SELECT max(id) FROM (SELECT id FROM jobs WHERE created_at < ? ORDER BY created_at DESC LIMIT ?)',
            to,
            margin,
          )
    if (low === null || newest === null) return null
    const high = before === null ? newest : Math.min(newest, before - 1)
    return high < low ? null : { low, high }
  }

  #hasFewUnindexed(): boolean {
    const count = this.#firstNumber('SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT ?)', fewJobs + 1)
    return count !== null && count <= fewJobs
  }

  #firstNumber(sql: string, ...values: SqlValue[]): number | null {
    const value = this.#statement(sql).first(...values)?.[0] ?? null
    return value === null ? null : Number(value)
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    // The SQL depends on the number of words, so there can be many statements.
    if (this.#statements.size > 50) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}

/** True if a row with more than ASCII contains all words. SQLite has decided about the others. */
function isMatch(row: readonly SqlValue[], words: readonly SearchWord[]): boolean {
  if (row.at(-1) !== 1) return true
  const texts = row.slice(-1 - searchColumns.length, -1)
  return containsWords(words, (column) =>
    String(texts[searchColumns.findIndex((one) => one === column)] ?? ''),
  )
}

function lastId(jobs: readonly HistoryJob[]): number | null {
  return jobs.at(-1)?.id ?? null
}
