import type { HistoryFilter } from '../../../../shared/history.ts'
import type { SqlValue } from '../connection.ts'
import { searchColumns } from '../search-index.ts'
import type { SearchWord } from '../search-words.ts'

/** SQL to append to a WHERE clause, and its parameters. */
export interface Condition {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

export const noCondition: Condition = { sql: '', params: [] }

/** Matches the state and the dates of a filter. */
export function stateAndDates({ state, from, to }: HistoryFilter): Condition {
  const parts = [
    state === null ? '' : 'AND state = ?',
    from === null ? '' : 'AND created_at >= ?',
    to === null ? '' : 'AND created_at < ?',
  ]
  return { sql: parts.join(' '), params: [state, from, to].filter((value) => value !== null) }
}

/** Matches jobs that contain every word in one of the searched columns. */
export function containsAll(words: readonly SearchWord[]): Condition {
  const anyColumn = searchColumns.map((column) => `jobs.${column} LIKE ? ESCAPE '\\'`).join(' OR ')
  return {
    sql: words.map(({ patterns }) => `AND (${patterns.map(() => anyColumn).join(' OR ')})`).join(' '),
    params: words.flatMap(({ patterns }) => patterns.flatMap((pattern) => searchColumns.map(() => pattern))),
  }
}
