/** The original name of a payload. */
export const defaultNamePattern = '{name}.{ext}'

/** The values of a pattern's placeholders. */
export interface NameParts {
  /** Without the extension. */
  readonly name: string
  /** Without its dot; empty if there is none. */
  readonly ext: string
  readonly id: string
  readonly queue: string
  /** `2026-11-26` */
  readonly date: string
}

const placeholder = /\{([a-z]*)\}/g
const known: ReadonlySet<string> = new Set<keyof NameParts>(['name', 'ext', 'id', 'queue', 'date'])

/** Returns the problem with a pattern as a sentence, or `null`. */
export function patternProblem(pattern: string): string | null {
  if (pattern.trim() === '') return 'Enter a pattern.'
  if (/[\\/]/.test(pattern)) return 'A pattern is a file name. It cannot contain a slash.'
  for (const [whole, name] of pattern.matchAll(placeholder)) {
    if (!known.has(name ?? '')) return `There is no ${whole}. Use {name}, {ext}, {id}, {queue} or {date}.`
  }
  if (/[{}]/.test(pattern.replace(placeholder, ''))) return 'A brace is not closed or not opened.'
  if (!/\{(?:name|id)\}/.test(pattern)) return 'Use {name} or {id}, so that each file gets its own name.'
  return null
}

/**
 * Expands a pattern to a file name, which still has to be made safe. A dot before an empty `{ext}`
 * is dropped. Values are inserted as they are: a name that contains `{id}` keeps it.
 */
export function expandPattern(pattern: string, parts: NameParts): string {
  const fitting = parts.ext === '' ? pattern.replaceAll('.{ext}', '') : pattern
  return fitting.replace(placeholder, (whole, name: string) =>
    known.has(name) ? parts[name as keyof NameParts] : whole,
  )
}

/** Splits a file name into its stem and its extension without the dot. A leading dot belongs to the stem. */
export function splitName(fileName: string): Pick<NameParts, 'name' | 'ext'> {
  const dot = fileName.lastIndexOf('.')
  return dot <= 0
    ? { name: fileName, ext: '' }
    : { name: fileName.slice(0, dot), ext: fileName.slice(dot + 1) }
}
