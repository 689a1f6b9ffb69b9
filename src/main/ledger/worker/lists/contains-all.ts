import type { SqlValue } from '../connection.ts'
import type { SearchWord } from '../search-words.ts'

/** SQL to append to a WHERE clause, and its parameters. */
interface Condition {
  readonly sql: string
  readonly params: readonly SqlValue[]
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
