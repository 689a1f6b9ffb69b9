import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { nameColumns, searchColumns } from './search-index.ts'

/** One word of a search text, with the columns to search. */
export interface SearchWord {
  readonly columns: readonly string[]
  /** The word as `comparableText` returns it. A text contains it if its comparable text does. */
  readonly spelling: string
  /** A LIKE pattern, which finds the word in ASCII texts. */
  readonly pattern: string
  /** The word's query in the trigram index, or `null` if the word is too short. */
  readonly match: string | null
  /** True if the index checks the whole word. */
  readonly isChecked: boolean
}

/** The index contains groups of three characters. Shorter words need a scan. */
const trigram = 3
/**
 * The index checks only the beginning of longer words, because further characters cost time and exclude
 * almost nothing.
 */
const checkedLength = 12
/** Shorter words are only looked up in names, because random keys and ids contain almost any of them. */
const idLength = 6

/** Returns the words of a search text. A job must contain all of them. */
export function searchWords(text: string): readonly SearchWord[] {
  return comparableText(text)
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map(toWord)
}

function toWord(spelling: string): SearchWord {
  const characters = Array.from(spelling)
  const isIndexed = characters.length >= trigram
  return {
    columns: characters.length < idLength ? nameColumns : searchColumns,
    spelling,
    pattern: `%${spelling.replace(/[\\%_]/gu, String.raw`\$&`)}%`,
    match: isIndexed ? `"${characters.slice(0, checkedLength).join('').replaceAll('"', '""')}"` : null,
    isChecked: isIndexed && characters.length <= checkedLength,
  }
}
