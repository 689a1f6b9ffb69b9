import type { Connection, SqlValue, Statement } from '../connection.ts'
import { containsAll } from '../rows/history-condition.ts'
import { searchWords, type SearchWords } from '../search-words.ts'
import { IdSet } from './id-set.ts'

/** The target duration of one step. */
const stepMs = 4
const firstScan = 2_000
const firstSearch = 30_000
/** If more jobs than this are missing in the search index, the text is searched by scanning. */
const fewUnindexed = 3_000

/**
 * The jobs that contain all words of a text. They are found in steps, newest first, so that a list can show
 * the first ones early.
 */
export class TextMatches {
  readonly #connection: Connection
  readonly #words: SearchWords
  readonly #base: number
  readonly #found: IdSet
  readonly #statements = new Map<string, Statement>()
  readonly #useIndex: boolean
  #window: number
  /** All ids from here on are decided. */
  decidedFrom: number

  constructor(connection: Connection, text: string, ids: { readonly base: number; readonly end: number }) {
    this.#connection = connection
    this.#base = ids.base
    this.decidedFrom = ids.end
    this.#found = new IdSet(ids.base, ids.end)
    this.#words = searchWords(text)
    const unindexed = this.#statement('SELECT count(*) FROM (SELECT 1 FROM unindexed LIMIT ?)')
    this.#useIndex =
      this.#words.match !== null && Number(unindexed.first(fewUnindexed + 1)?.[0]) <= fewUnindexed
    this.#window = this.#useIndex ? firstSearch : firstScan
  }

  get isComplete(): boolean {
    return this.decidedFrom <= this.#base
  }

  has(id: number): boolean {
    return this.#found.has(id)
  }

  /** Calls `run` with each job found so far, newest first. */
  eachDescending(run: (id: number) => void): void {
    this.#found.eachDescending(run)
  }

  /** Checks the next jobs. */
  step(): void {
    const start = performance.now()
    const high = this.decidedFrom - 1
    const low = Math.max(this.#base, high - this.#window + 1)
    for (const id of this.#useIndex ? this.#search(low, high) : this.#scan(low, high, 'jobs')) {
      this.#found.add(id)
    }
    this.decidedFrom = low
    // The speed of this step determines the size of the next one.
    const pace = (performance.now() - start) / (high - low + 1)
    this.#window = Math.floor(Math.min(this.#window * 8, Math.max(firstScan, stepMs / pace)))
  }

  /** Checks jobs again that have changed. */
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
    // The binding passes numbers as floats, but the index ignores bounds that are not integers.
    const hits = `(SELECT rowid AS value FROM search
       WHERE search MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER))`
    const params = [this.#words.match, low, high]
    const indexed =
      this.#words.unchecked.length === 0
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
    const contains = containsAll(words)
    return this.#parsed(
      `SELECT json_group_array(id) FROM (SELECT jobs.id FROM ${from} WHERE ${where} ${contains.sql})`,
      [...params, ...contains.params],
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
}
