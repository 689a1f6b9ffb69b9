/** One word of a search text, and the patterns that find it with LIKE. */
interface SearchWord {
  readonly patterns: readonly string[]
}

/** A search text taken apart. Each word must be found. */
export interface SearchWords {
  readonly all: readonly SearchWord[]
  /** What the index of trigrams is asked for; `null` where no word is long enough for it. */
  readonly match: string | null
  /** The words that the index answers in part or not at all. */
  readonly unsure: readonly SearchWord[]
}

/** The index knows groups of three characters; what is shorter is looked for row by row. */
const gram = 3
/** Of longer words it is asked for the beginning: each character more costs, and finds next to nothing else. */
const enough = 12

export function searchWords(text: string): SearchWords {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .map((word) => Array.from(word))
  const known = words.filter((word) => word.length >= gram).map((word) => word.slice(0, enough).join(''))
  const unsure = words.filter((word) => word.length < gram || word.length > enough)
  return {
    all: words.map(toWord),
    match: known.length === 0 ? null : known.map((part) => `"${part.replaceAll('"', '""')}"`).join(' AND '),
    unsure: unsure.map(toWord),
  }
}

/** LIKE tells apart capitals of every alphabet but ours, so those are asked for in both. */
function toWord(characters: readonly string[]): SearchWord {
  const word = characters.join('')
  const spellings = new Set([word, word.toLowerCase(), word.toUpperCase()])
  const ascii = /^[\u0020-\u007E]*$/u.test(word)
  return { patterns: (ascii ? [word] : [...spellings]).map(pattern) }
}

function pattern(word: string): string {
  return `%${word.replace(/[\\%_]/gu, String.raw`\$&`)}%`
}
