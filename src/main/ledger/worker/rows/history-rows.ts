import type { HistoryFilter, HistoryJob, HistoryPage, HistoryState } from '../../../../shared/history.ts'
import type { Direction } from '../../../../shared/queues.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { searchWords, type SearchWords } from '../search-words.ts'

/** Looking through jobs one by one stops after so long, and the page is answered short. */
const budgetMs = 8
const firstWindow = 4_000
/** Up to so many jobs are looked through one by one, where that saves a search of all. */
const few = 3_000

const columns = `jobs.id, connection_id, queue, direction, jobs.key, jobs.message_id, jobs.name, jobs.file_name, size,
  state, created_at, planned_at, stored_at, sent_at, claimed_at, saved_at, started_at, completed_at,
  acknowledged_at, released_at, lost_at, failed_at, cancelled_at`

/** Where in the table a page is looked for: ids from `low` to `high`, both included. */
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

  /** The next jobs that pass the filter, from `before` (not included) downwards. */
  page(filter: HistoryFilter, before: number | null, limit: number): HistoryPage {
    const range = this.#range(filter, before)
    if (range === null) return { jobs: [], next: null }
    const words = searchWords(filter.text)
    if (words.all.length === 0) {
      // Without a text the indexes answer at once.
      const jobs = this.#scan(filter, range, nothing, limit)
      return { jobs, next: jobs.length < limit ? null : lastId(jobs) }
    }
    const { match } = words
    const like = likeAll(words.all)
    if (match === null || !this.#areFewUnindexed() || this.#isRare(filter.state, range)) {
      return this.#lookThrough(filter, range, like, limit)
    }
    return this.#search(filter, range, words, match, like, limit)
  }

  /** Looks through the jobs, newest first, for as long as the budget lasts. */
  #lookThrough(filter: HistoryFilter, { low, high }: Range, like: Condition, limit: number): HistoryPage {
    const jobs: HistoryJob[] = []
    const start = performance.now()
    let size = firstWindow
    for (let top = high; top >= low;) {
      const began = performance.now()
      const window = { low: Math.max(low, top - size + 1), high: top }
      jobs.push(...this.#scan(filter, window, like, limit - jobs.length))
      if (jobs.length >= limit) return { jobs, next: lastId(jobs) }
      top = window.low - 1
      const now = performance.now()
      if (now - start > budgetMs) return { jobs, next: top < low ? null : window.low }
      // The next window takes as long as is left, so far as this one tells.
      const pace = (now - began) / (window.high - top)
      size = Math.max(firstWindow, Math.min(size * 8, Math.floor((budgetMs - (now - start)) / pace)))
    }
    return { jobs, next: null }
  }

  /** Asks the index, and looks through the few jobs that it lacks. */
  #search(
    filter: HistoryFilter,
    range: Range,
    words: SearchWords,
    match: string,
    like: Condition,
    limit: number,
  ): HistoryPage {
    // Of what the index finds, the state and the rest of the words may leave little.
    const most = filter.state === null && words.unsure.length === 0 ? limit : few
    const ids = this.#statement(
      // The index takes a bound for none unless it is an integer, and numbers come as floats.
      `SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)
       ORDER BY rowid DESC LIMIT ?`,
    ).all(match, range.low, range.high, most)
    const end = ids.length < most ? range.low : Number(ids.at(-1)?.[0])
    const indexed = this.#among(JSON.stringify(ids.map(([id]) => id)), filter, likeAll(words.unsure), limit)
    const fresh = this.#scan(filter, { low: end, high: range.high }, like, limit, 'unindexed')
    const byId = new Map([...indexed, ...fresh].map((job) => [job.id, job]))
    const jobs = [...byId.values()].toSorted((a, b) => b.id - a.id).slice(0, limit)
    if (jobs.length === limit) return { jobs, next: lastId(jobs) }
    return { jobs, next: end === range.low ? null : end }
  }

  /** The jobs of these ids that pass. */
  #among(ids: string, filter: HistoryFilter, condition: Condition, limit: number): HistoryJob[] {
    const { sql, given } = bounds(filter)
    return this.#statement(
      `SELECT ${columns} FROM json_each(?) CROSS JOIN jobs CROSS JOIN places
       WHERE jobs.id = value AND places.id = place_id ${sql} ${condition.sql} LIMIT ?`,
    )
      .all(ids, ...given, ...condition.given, limit)
      .map(toJob)
  }

  /** The jobs of a range that pass, read one by one; of all or of those that the index lacks. */
  #scan(
    filter: HistoryFilter,
    { low, high }: Range,
    condition: Condition,
    limit: number,
    of: 'jobs' | 'unindexed' = 'jobs',
  ): HistoryJob[] {
    const { sql, given } = bounds(filter)
    const [from, id] = of === 'jobs' ? ['', 'jobs.id'] : ['unindexed CROSS JOIN', 'job_id']
    return this.#statement(
      `SELECT ${columns} FROM ${from} jobs CROSS JOIN places WHERE ${id} BETWEEN ? AND ? AND jobs.id = ${id}
       AND places.id = place_id ${sql} ${condition.sql} ORDER BY ${id} DESC LIMIT ?`,
    )
      .all(low, high, ...given, ...condition.given, limit)
      .map(toJob)
  }

  /** Jobs are added in the order of their time, but for a few at once: those at the ends are looked through. */
  #range({ from, to }: HistoryFilter, before: number | null): Range | null {
    const around = 500
    const low =
      from === null
        ? 1
        : this.#number(
            'SELECT min(id) FROM (SELECT id FROM jobs WHERE created_at >= ? ORDER BY created_at LIMIT ?)',
            from,
            around,
          )
    const newest =
      to === null
        ? this.#number('SELECT max(id) FROM jobs')
        : this.#number(
            'SELECT max(id) FROM (SELECT id FROM jobs WHERE created_at < ? ORDER BY created_at DESC LIMIT ?)',
            to,
            around,
          )
    if (low === null || newest === null) return null
    const high = before === null ? newest : Math.min(newest, before - 1)
    return high < low ? null : { low, high }
  }

  #areFewUnindexed(): boolean {
    const counted = this.#number('SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT ?)', few + 1)
    return counted !== null && counted <= few
  }

  #isRare(state: HistoryState | null, { low, high }: Range): boolean {
    if (state === null) return false
    const counted = this.#number(
      'SELECT count(*) FROM (SELECT 1 FROM jobs WHERE state = ? AND id BETWEEN ? AND ? LIMIT ?)',
      state,
      low,
      high,
      few + 1,
    )
    return counted !== null && counted <= few
  }

  #number(sql: string, ...values: SqlValue[]): number | null {
    const value = this.#statement(sql).first(...values)?.[0] ?? null
    return value === null ? null : Number(value)
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    // Texts make statements of many shapes.
    if (this.#statements.size > 50) this.#statements.clear()
    this.#statements.set(sql, statement)
    return statement
  }
}

/** A piece of SQL to be added to a WHERE, and what it is given. */
interface Condition {
  readonly sql: string
  readonly given: readonly SqlValue[]
}

const nothing: Condition = { sql: '', given: [] }

function bounds({ state, from, to }: HistoryFilter): Condition {
  const parts = [
    state === null ? '' : 'AND state = ?',
    from === null ? '' : 'AND created_at >= ?',
    to === null ? '' : 'AND created_at < ?',
  ]
  return { sql: parts.join(' '), given: [state, from, to].filter((value) => value !== null) }
}

/** Every word is in one of the texts of a job. */
function likeAll(words: SearchWords['all']): Condition {
  const texts = ['name', 'file_name', 'key', 'message_id']
  const one = texts.map((column) => `jobs.${column} LIKE ? ESCAPE '\\'`).join(' OR ')
  return {
    sql: words.map(({ patterns }) => `AND (${patterns.map(() => one).join(' OR ')})`).join(' '),
    given: words.flatMap(({ patterns }) => patterns.flatMap((pattern) => texts.map(() => pattern))),
  }
}

function lastId(jobs: readonly HistoryJob[]): number | null {
  return jobs.at(-1)?.id ?? null
}

function toJob(row: SqlValue[]): HistoryJob {
  const [id, connectionId, queue, direction, key, jobId, name, fileName, size, state, createdAt, ...times] =
    row as [
      number,
      string,
      string,
      Direction,
      string | null,
      string | null,
      string,
      string,
      number | null,
      HistoryState,
      number,
      ...(number | null)[],
    ]
  const at = (index: number): number | null => times[index] ?? null
  return {
    id,
    connectionId,
    queue,
    direction,
    key,
    jobId,
    name,
    fileName,
    size,
    state,
    createdAt,
    times: {
      planned: at(0),
      stored: at(1),
      sent: at(2),
      claimed: at(3),
      saved: at(4),
      started: at(5),
      completed: at(6),
      acknowledged: at(7),
      released: at(8),
      lost: at(9),
      failed: at(10),
      cancelled: at(11),
    },
  }
}
