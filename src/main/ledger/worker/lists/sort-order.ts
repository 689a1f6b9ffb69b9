import type { Connection, SqlValue, Statement } from '../connection.ts'
import { IdList } from './id-list.ts'

const idsPerStep = 10_000

/** What each order is read by. Both indexes have the jobs that the background work has reached. */
export const sortColumns = { name: 'name COLLATE NOCASE', size: 'ifnull(size, -1)' } as const

/** All jobs by name or size, read from an index step by step, from one end. */
export class SortOrder {
  /** In the direction in which they are read. */
  readonly ids = new IdList(16_384)
  readonly isDescending: boolean
  isComplete = false
  readonly #first: Statement
  readonly #next: Statement
  readonly #key: Statement
  /** Where to continue. */
  #last: { readonly key: SqlValue; readonly id: number } | null = null

  constructor(connection: Connection, by: keyof typeof sortColumns, isDescending: boolean) {
    this.isDescending = isDescending
    const column = sortColumns[by]
    const [direction, comparison] = isDescending ? ['DESC', '<'] : ['ASC', '>']
    const read = (where: string): Statement =>
      connection.prepare(
        `SELECT json_group_array(id) FROM (SELECT id FROM jobs INDEXED BY jobs_by_${by}
           WHERE listed = 1 ${where} ORDER BY ${column} ${direction}, id ${direction} LIMIT ?)`,
      )
    this.#first = read('')
    this.#next = read(`AND (${column}, id) ${comparison} (?, ?)`)
    this.#key = connection.prepare(`SELECT ${column} FROM jobs WHERE id = ?`)
  }

  step(): void {
    const last = this.#last
    const row =
      last === null ? this.#first.first(idsPerStep) : this.#next.first(last.key, last.id, idsPerStep)
    const ids = JSON.parse(String(row?.[0])) as number[]
    for (const id of ids) this.ids.push(id)
    const id = ids.at(-1)
    this.isComplete = ids.length < idsPerStep
    if (id !== undefined) this.#last = { key: this.#key.first(id)?.[0] ?? null, id }
  }
}
