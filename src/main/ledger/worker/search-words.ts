import { nameColumns, searchColumns } from './search-index.ts'

/** One word of a search text, with the columns to search and LIKE patterns, one of which must match. */
export interface SearchWord {
  readonly columns: readonly string[]
  readonly patterns: readonly string[]
  /** Its spellings as {@link fold} returns them. A folded text contains the word if it contains one of these. */
  readonly spellings: readonly string[]
  /** The query for it in the trigram index, or `null` if it is too short. */
  readonly match: string | null
  /** True if the index checks all of it. */
  readonly isChecked: boolean
}

/** The words of a search text. A job must contain all of them. */
export interface SearchWords {
  readonly all: readonly SearchWord[]
  /** The query for the trigram index, or `null` if no word is long enough. */
  readonly match: string | null
  /** The words that the index checks only in part or not at all. */
  readonly unchecked: readonly SearchWord[]
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

/** Parses a search text. Matches accents in both Unicode forms, composed and decomposed. */
export function searchWords(text: string): SearchWords {
  const all = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => toWord(formsOf(word)))
  const matches = all.flatMap(({ columns, match }) =>
    match === null ? [] : columns === nameColumns ? `({${nameColumns.join(' ')}} : ${match})` : match,
  )
  return {
    all,
    match: matches.length === 0 ? null : matches.join(' AND '),
    unchecked: all.filter(({ isChecked }) => !isChecked),
  }
}

/** Makes texts that differ only in case equal. */
export function fold(text: string): string {
  // The lower case of a sigma depends on its position in a word.
  return text.toLowerCase().replaceAll('ς', 'σ')
}

/** Returns the characters of a word in each Unicode form. File names from macOS are often decomposed. */
function formsOf(word: string): readonly (readonly string[])[] {
  return [...new Set([word.normalize('NFC'), word.normalize('NFD')])].map((form) => Array.from(form))
}

function toMatch(forms: readonly (readonly string[])[]): string {
  const parts = forms.map((form) => `"${form.slice(0, checkedLength).join('').replaceAll('"', '""')}"`)
  return parts.length === 1 ? parts.join('') : `(${parts.join(' OR ')})`
}

/** LIKE ignores case only in ASCII, so other words are matched in both lower and upper case. */
function toWord(forms: readonly (readonly string[])[]): SearchWord {
  const words = forms.map((characters) => characters.join(''))
  const spellings = words.flatMap((word) => {
    const ascii = /^[\u0020-\u007E]*$/u.test(word)
    return ascii ? [word] : [word, word.toLowerCase(), word.toUpperCase()]
  })
  const isIndexed = forms.every((form) => form.length >= trigram)
  return {
    columns: isShort(forms) ? nameColumns : searchColumns,
    patterns: [...new Set(spellings)].map(pattern),
    spellings: [...new Set(words.map(fold))],
    match: isIndexed ? toMatch(forms) : null,
    isChecked: isIndexed && forms.every((form) => form.length <= checkedLength),
  }
}

function isShort(forms: readonly (readonly string[])[]): boolean {
  return forms.every((form) => form.length < idLength)
}

function pattern(word: string): string {
  return `%${word.replace(/[\\%_]/gu, String.raw`\$&`)}%`
}
