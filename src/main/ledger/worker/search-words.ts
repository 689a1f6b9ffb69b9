import { nameColumns, searchColumns } from './search-index.ts'

/** One word of a search text, with the columns to search and LIKE patterns, one of which must match. */
export interface SearchWord {
  readonly columns: readonly string[]
  readonly patterns: readonly string[]
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
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map(formsOf)
  const indexed = words.filter((forms) => forms.every((form) => form.length >= trigram))
  const unchecked = words.filter((forms) =>
    forms.some((form) => form.length < trigram || form.length > checkedLength),
  )
  return {
    all: words.map(toWord),
    match: indexed.length === 0 ? null : indexed.map(toMatch).join(' AND '),
    unchecked: unchecked.map(toWord),
  }
}

/** Returns the characters of a word in each Unicode form. File names from macOS are often decomposed. */
function formsOf(word: string): readonly (readonly string[])[] {
  return [...new Set([word.normalize('NFC'), word.normalize('NFD')])].map((form) => Array.from(form))
}

function toMatch(forms: readonly (readonly string[])[]): string {
  const parts = forms.map((form) => `"${form.slice(0, checkedLength).join('').replaceAll('"', '""')}"`)
  const any = parts.length === 1 ? parts.join('') : `(${parts.join(' OR ')})`
  return isShort(forms) ? `({${nameColumns.join(' ')}} : ${any})` : any
}

/** LIKE ignores case only in ASCII, so other words are matched in both lower and upper case. */
function toWord(forms: readonly (readonly string[])[]): SearchWord {
  const spellings = forms.flatMap((characters) => {
    const word = characters.join('')
    const ascii = /^[\u0020-\u007E]*$/u.test(word)
    return ascii ? [word] : [word, word.toLowerCase(), word.toUpperCase()]
  })
  return {
    columns: isShort(forms) ? nameColumns : searchColumns,
    patterns: [...new Set(spellings)].map(pattern),
  }
}

function isShort(forms: readonly (readonly string[])[]): boolean {
  return forms.every((form) => form.length < idLength)
}

function pattern(word: string): string {
  return `%${word.replace(/[\\%_]/gu, String.raw`\$&`)}%`
}
