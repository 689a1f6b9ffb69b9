/**
 * The language of all text in the app. Numbers and dates follow it, not the system's language, because a sentence
 * should not mix two languages.
 */
export const language = 'en'

// Created on first use: the first one loads ICU's data, which takes main 20 ms before the window.
let counts: Intl.NumberFormat | undefined
let pluralRules: Intl.PluralRules | undefined
let lists: Intl.ListFormat | undefined

/** `1,204`. */
export function countText(count: number): string {
  counts ??= new Intl.NumberFormat(language)
  return counts.format(count)
}

/** `3 files`, `1 file`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  pluralRules ??= new Intl.PluralRules(language)
  return `${countText(count)} ${pluralRules.select(count) === 'one' ? one : many}`
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
  lists ??= new Intl.ListFormat(language)
  return lists.format(items)
}
