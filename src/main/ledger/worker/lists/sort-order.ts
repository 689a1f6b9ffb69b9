import type { Connection, SqlValue, Statement } from '../connection.ts'
import { IdList } from './id-list.ts'
import type { JobColumns } from './job-columns.ts'

const idsPerStep = 10_000

/** All jobs, sorted by one property in steps. */
export interface SortOrder {
  /** The known part of the order, from one end. */
  readonly ids: IdList
  readonly isDescending: boolean
  readonly isComplete: boolean
  step(): void
}

/** Sorts by name, reading an index from one end. Contains the jobs indexed so far. */
export class NameOrder implements SortOrder {
  readonly ids = new IdList(16_384)
  readonly isDescending: boolean
  isComplete = false
  readonly #first: Statement
  readonly #next: Statement
  readonly #key: Statement
  /** The position from which to continue. */
  #last: { readonly name: SqlValue; readonly id: number } | null = null

  constructor(connection: Connection, isDescending: boolean) {
    this.isDescending = isDescending
    const [direction, comparison] = isDescending ? ['DESC', '<'] : ['ASC', '>']
    const read = (where: string): Statement =>
      connection.prepare(
        `SELECT json_group_array(job_id) FROM
           (SELECT job_id FROM names ${where} ORDER BY name ${direction}, job_id ${direction} LIMIT ?)`,
      )
    this.#first = read('')
    this.#next = read(`WHERE (name, job_id) ${comparison} (?, ?)`)
    this.#key = connection.prepare('SELECT name FROM jobs WHERE id = ?')
  }

  step(): void {
    const last = this.#last
    const row =
      last === null ? this.#first.first(idsPerStep) : this.#next.first(last.name, last.id, idsPerStep)
    const ids = JSON.parse(String(row?.[0])) as number[]
    for (const id of ids) this.ids.push(id)
    const id = ids.at(-1)
    this.isComplete = ids.length < idsPerStep
    if (id !== undefined) this.#last = { name: this.#key.first(id)?.[0] ?? null, id }
  }
}

/** Sizes are sorted by 16 bits at a time. */
const digit = 2 ** 16

/** Sorts by size in memory. Each step takes a few milliseconds for a million jobs. */
export class SizeOrder implements SortOrder {
  readonly ids = new IdList()
  readonly isDescending = false
  isComplete = false
  readonly #columns: JobColumns
  #order: Int32Array
  #spare: Int32Array
  /** The value of the next digit. */
  #unit = 1
  #largest = 0

  /** Call this when all jobs are loaded. */
  constructor(columns: JobColumns) {
    this.#columns = columns
    const length = columns.end - columns.base
    this.#order = new Int32Array(length)
    for (let at = 0; at < length; at += 1) {
      this.#order[at] = at
      const size = columns.sizes[at] ?? 0
      if (size > this.#largest) this.#largest = size
    }
    this.#spare = new Int32Array(length)
  }

  step(): void {
    if (this.#unit <= this.#largest + 1) {
      this.#sortBy(this.#unit)
      this.#unit *= digit
      return
    }
    const { base } = this.#columns
    for (let index = 0; index < this.#order.length; index += 1) this.#order[index]! += base
    this.ids.adopt(this.#order)
    this.#spare = new Int32Array()
    this.isComplete = true
  }

  #sortBy(unit: number): void {
    const { sizes } = this.#columns
    const starts = new Uint32Array(digit + 1)
    const [order, spare] = [this.#order, this.#spare]
    const keys = new Uint16Array(order.length)
    for (let index = 0; index < order.length; index += 1) {
      // Unknown sizes come before all others.
      const key = Math.floor(((sizes[order[index] ?? 0] ?? 0) + 1) / unit) % digit
      keys[index] = key
      starts[key + 1]! += 1
    }
    for (let value = 1; value <= digit; value += 1) starts[value]! += starts[value - 1] ?? 0
    for (let index = 0; index < order.length; index += 1) {
      spare[starts[keys[index] ?? 0]!++] = order[index] ?? 0
    }
    ;[this.#order, this.#spare] = [this.#spare, this.#order]
  }
}
