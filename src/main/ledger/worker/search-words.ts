/** One word of a search text, and the LIKE patterns that match it. */
export interface SearchWord {
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

export function searchWords(text: string): SearchWords {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => Array.from(word))
  const indexed = words
    .filter((word) => word.length >= trigram)
    .map((word) => word.slice(0, checkedLength).join(''))
  const unchecked = words.filter((word) => word.length < trigram || word.length > checkedLength)
  return {
    all: words.map(toWord),
    match:
      indexed.length === 0 ? null : indexed.map((part) => `"${part.replaceAll('"', '""')}"`).join(' AND '),
    unchecked: unchecked.map(toWord),
  }
}

/** LIKE ignores case only in ASCII, so other words are matched in lower and in upper case too. */
function toWord(characters: readonly string[]): SearchWord {
  const word = characters.join('')
  const spellings = new Set([word, word.toLowerCase(), word.toUpperCase()])
  const ascii = /^[\u0020-\u007E]*$/u.test(word)
  return { patterns: (ascii ? [word] : [...spellings]).map(pattern) }
}

function pattern(word: string): string {
  return `%${word.replace(/[\\%_]/gu, String.raw`\$&`)}%`
}
