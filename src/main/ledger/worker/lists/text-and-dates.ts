import type { JobsView } from '../../../../shared/jobs.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { containsAll } from '../rows/history-condition.ts'
import { searchWords, type SearchWords } from '../search-words.ts'
import { IdSet } from './id-set.ts'
import { createdBetween } from './view-criteria.ts'

/** How long one step should take. */
const stepMs = 5
const firstScan = 2_000
const firstSearch = 30_000
const datesPerStep = 10_000
/** Ids follow the time of creation closely, but not exactly. */
const margin = 500
/** With more jobs than this that are not in the search index, a scan is used. */
const fewUnindexed = 3_000

/**
 * The jobs that have all words of a text and were created in time. Found step by step, the newest first, so that the
 * start of a list is known early.
 */
export class TextAndDates {
  readonly #view: JobsView
  readonly #words: SearchWords
  readonly #base: number
  readonly #found: IdSet
  readonly #statements = new Map<string, Statement>()
  readonly #connection: Connection
  readonly #useIndex: boolean
  #window: number
  /** No job below this id was created in time. */
  #lowest: number
  /** Where the search by date continues. */
  #date: { readonly at: number; readonly id: number }
  /** All ids from here on are decided. */
  decidedFrom: number

  constructor(connection: Connection, view: JobsView, ids: { readonly base: number; readonly end: number }) {
    this.#connection = connection
    this.#view = view
    this.#base = ids.base
    this.decidedFrom = ids.end
    this.#found = new IdSet(ids.base, ids.end)
    this.#words = searchWords(view.text)
    const unindexed = this.#statement('SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT ?)')
    this.#useIndex =
      this.#words.match !== null && Number(unindexed.first(fewUnindexed + 1)?.[0]) <= fewUnindexed
    this.#window = this.#useIndex ? firstSearch : firstScan
    this.#lowest = Math.max(ids.base, this.#firstId() ?? ids.base)
    this.decidedFrom = Math.min(ids.end, (this.#lastId() ?? ids.end) + 1)
    this.#date = { at: view.to ?? Number.MAX_SAFE_INTEGER, id: 0 }
  }

  get isComplete(): boolean {
    return this.decidedFrom <= this.#base
  }

  has(id: number): boolean {
    return this.#found.has(id)
  }

  /** Decides about the next jobs. */
  step(): void {
    if (this.#words.all.length === 0) this.#stepByDate()
    else this.#stepById()
    if (this.decidedFrom <= this.#lowest) this.decidedFrom = this.#base
  }

  #stepById(): void {
    const start = performance.now()
    const high = this.decidedFrom - 1
    const low = Math.max(this.#lowest, high - this.#window + 1)
    for (const id of this.#useIndex ? this.#search(low, high) : this.#scan(low, high, 'jobs')) {
      this.#found.add(id)
    }
    this.decidedFrom = low
    // The pace of this step tells how many jobs fit into the next one.
    const pace = (performance.now() - start) / (high - low + 1)
    this.#window = Math.floor(Math.min(this.#window * 8, Math.max(firstScan, stepMs / pace)))
  }

  #stepByDate(): void {
    const { at, id } = this.#date
    const row = this.#statement(
      `SELECT json_group_array(id), count(*), min(created_at), min(id) FROM (
         SELECT id, created_at FROM jobs INDEXED BY jobs_by_date
         WHERE (created_at, id) < (?, ?) AND created_at >= ? ORDER BY created_at DESC, id DESC LIMIT ?)`,
    ).first(at, id, this.#view.from ?? Number.MIN_SAFE_INTEGER, datesPerStep)
    const ids = JSON.parse(String(row?.[0])) as number[]
    for (const found of ids) this.#found.add(found)
    if (ids.length < datesPerStep) this.decidedFrom = this.#base
    else {
      this.#date = { at: Number(row?.[2]), id: ids.at(-1) ?? 0 }
      this.decidedFrom = Math.min(this.decidedFrom, Number(row?.[3]) + margin)
    }
  }

  /** Decides again about jobs that have changed. */
  recheck(ids: readonly number[]): void {
    const fitting = new Set(
      this.#ids('json_each(?) CROSS JOIN jobs', 'jobs.id = value', [JSON.stringify(ids)], this.#words.all),
    )
    for (const id of ids) {
      if (fitting.has(id)) this.#found.add(id)
      else this.#found.delete(id)
    }
  }

  #search(low: number, high: number): number[] {
    // The binding passes numbers as floats, and the index ignores a bound that is not an integer.
    const hits = `(SELECT rowid AS value FROM search
       WHERE search MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER))`
    const params = [this.#words.match, low, high]
    const { from, to } = this.#view
    const indexed =
      this.#words.unchecked.length === 0 && from === null && to === null
        ? this.#parsed(`SELECT json_group_array(value) FROM ${hits}`, params)
        : this.#ids(`${hits} CROSS JOIN jobs`, 'jobs.id = value', params, this.#words.unchecked)
    return [...indexed, ...this.#scan(low, high, 'unindexed')]
  }

  #scan(low: number, high: number, source: 'jobs' | 'unindexed'): number[] {
    const from = source === 'jobs' ? 'jobs' : 'unindexed CROSS JOIN jobs'
    const where = source === 'jobs' ? 'id BETWEEN ? AND ?' : 'job_id BETWEEN ? AND ? AND id = job_id'
    return this.#ids(from, where, [low, high], this.#words.all)
  }

  #ids(from: string, where: string, params: readonly SqlValue[], words: SearchWords['all']): number[] {
    const dates = createdBetween(this.#view)
    const contains = containsAll(words)
    return this.#parsed(
      `SELECT json_group_array(id) FROM (SELECT jobs.id FROM ${from} WHERE ${where} ${dates.sql} ${contains.sql})`,
      [...params, ...dates.params, ...contains.params],
    )
  }

  #parsed(sql: string, params: readonly SqlValue[]): number[] {
    return JSON.parse(String(this.#statement(sql).first(...params)?.[0])) as number[]
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }

  #firstId(): number | null {
    const { from } = this.#view
    if (from === null) return null
    return this.#number(
      'SELECT min(id) FROM (SELECT id FROM jobs WHERE created_at >= ? ORDER BY created_at LIMIT ?)',
      from,
    )
  }

  #lastId(): number | null {
    const { to } = this.#view
    if (to === null) return null
    const sql =
      'SELECT max(id) FROM (SELECT id FROM jobs WHERE created_at < ? ORDER BY created_at DESC LIMIT ?)'
    return this.#number(sql, to) ?? 0
  }

  #number(sql: string, at: number): number | null {
    const value = this.#statement(sql).first(at, margin)?.[0] ?? null
    return value === null ? null : Number(value)
  }
}
