/**
 * The language of all text in the app. Numbers and dates follow it, not the system's language, because a sentence
 * should not mix two languages.
 */
export const language = 'en'

const counts = new Intl.NumberFormat(language)
const pluralRules = new Intl.PluralRules(language)
const lists = new Intl.ListFormat(language)

/** `1,204`. */
export function countText(count: number): string {
  return counts.format(count)
}

/** `3 files`, `1 file`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${counts.format(count)} ${pluralRules.select(count) === 'one' ? one : many}`
}

/** Formats numbers, such as `2.4` or `1.2K`. */
export function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return new Intl.NumberFormat(language, options)
}

/** Formats times, such as `14:02`. */
export function timeFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, options)
}

/** `A, B, and C`. */
export function listText(items: readonly string[]): string {
  return lists.format(items)
}
