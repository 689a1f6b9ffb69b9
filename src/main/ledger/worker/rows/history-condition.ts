import type { HistoryFilter } from '../../../../shared/jobs/history.ts'
import type { SqlValue } from '../connection.ts'
import type { SearchWord } from '../search-words.ts'

/** SQL to append to a WHERE clause, and its parameters. */
export interface Condition {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

export const noCondition: Condition = { sql: '', params: [] }

/** Matches a filter's state and dates. */
export function stateAndDates({ state, from, to }: HistoryFilter): Condition {
  const parts = [
    state === null ? '' : 'AND state = ?',
    from === null ? '' : 'AND created_at >= ?',
    to === null ? '' : 'AND created_at < ?',
  ]
  return { sql: parts.join(' '), params: [state, from, to].filter((value) => value !== null) }
}

/** Matches jobs that contain every word in one of its columns. */
export function containsAll(words: readonly Pick<SearchWord, 'columns' | 'patterns'>[]): Condition {
  return {
    sql: words.map((word) => `AND (${anyColumn(word)})`).join(' '),
    params: words.flatMap(({ columns, patterns }) =>
      patterns.flatMap((pattern) => columns.map(() => pattern)),
    ),
  }
}

function anyColumn({ columns, patterns }: Pick<SearchWord, 'columns' | 'patterns'>): string {
  return patterns.flatMap(() => columns.map((column) => `jobs.${column} LIKE ? ESCAPE '\\'`)).join(' OR ')
}
