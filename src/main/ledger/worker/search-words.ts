import { nameColumns, searchColumns } from './search-index.ts'

/** One word of a search text, the columns to look in, and the LIKE patterns of which one has to match. */
export interface SearchWord {
  readonly columns: readonly string[]
  readonly patterns: readonly string[]
}

/** The words of a search text. A job must contain all of them. */
export interface SearchWords {
  readonly all: readonly SearchWord[]
  /** The query for the trigram index, `null` if no word is long enough for it. */
  readonly match: string | null
  /** The words that the index checks only in part or not at all. */
  readonly unchecked: readonly SearchWord[]
}

/** The index knows groups of three characters; shorter words need a scan. */
const trigram = 3
/** The index checks only the beginning of longer words: each further character costs time and excludes almost nothing. */
const checkedLength = 12
/** Shorter words are looked up in names only: random keys and ids contain almost any of them. */
const idLength = 6

/** Reads a search text. An accent is found however it is stored: as one character with its letter, or as two. */
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

/**
 * Returns the characters of a word in each form that Unicode allows. Files from macOS often have
 * the second one.
 */
function formsOf(word: string): readonly (readonly string[])[] {
  return [...new Set([word.normalize('NFC'), word.normalize('NFD')])].map((form) => Array.from(form))
}

function toMatch(forms: readonly (readonly string[])[]): string {
  const parts = forms.map((form) => `"${form.slice(0, checkedLength).join('').replaceAll('"', '""')}"`)
  const any = parts.length === 1 ? parts.join('') : `(${parts.join(' OR ')})`
  return isShort(forms) ? `({${nameColumns.join(' ')}} : ${any})` : any
}

/** LIKE ignores case only in ASCII, so other words are matched in lower and in upper case too. */
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
