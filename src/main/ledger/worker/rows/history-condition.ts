import type { HistoryFilter } from '../../../../shared/jobs/history.ts'
import { comparableText } from '../../../../shared/texts/comparable-text.ts'
import type { SqlValue } from '../connection.ts'
import { hasMoreThanAscii } from '../search-index.ts'
import type { SearchWord } from '../search-words.ts'

/** SQL to append to a WHERE clause, and its parameters. */
export interface Condition {
  readonly sql: string
  readonly params: readonly SqlValue[]
}

/** Matches the state and the dates of a filter. */
export function stateAndDates({ state, from, to }: HistoryFilter): Condition {
  const parts = [
    state === null ? '' : 'AND state = ?',
    from === null ? '' : 'AND created_at >= ?',
    to === null ? '' : 'AND created_at < ?',
  ]
  return { sql: parts.join(' '), params: [state, from, to].filter((value) => value !== null) }
}

/**
 * Matches jobs that may contain every word in one of its columns: those that contain it in an ASCII text, and all with
 * other texts, which SQLite cannot compare. {@link containsWords} decides.
 */
export function mayContainAll(words: readonly Pick<SearchWord, 'columns' | 'pattern'>[]): Condition {
  return {
    sql: words.map((word) => `AND (${anyColumn(word)})`).join(' '),
    params: words.flatMap(({ columns, pattern }) => columns.map(() => pattern)),
  }
}

/** True if each word is in one of its texts. */
export function containsWords(
  words: readonly Pick<SearchWord, 'columns' | 'spelling'>[],
  textOf: (column: string) => string,
): boolean {
  return words.every(({ columns, spelling }) =>
    columns.some((column) => comparableText(textOf(column)).includes(spelling)),
  )
}

function anyColumn({ columns }: Pick<SearchWord, 'columns'>): string {
  const likes = columns.map((column) => `jobs.${column} LIKE ? ESCAPE '\\'`)
  return [...likes, hasMoreThanAscii(columns)].join(' OR ')
}
