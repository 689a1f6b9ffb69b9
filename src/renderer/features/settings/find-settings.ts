import type { ComponentType } from 'react'
import type { Settings } from '../../../shared/connections/connections.ts'
import { comparableText } from '../../../shared/texts/comparable-text.ts'

/** One setting. Its label never changes, so that users and guides can refer to it. */
export interface SettingRow {
  readonly label: string
  /** Other words that a user may look for, such as the options. */
  readonly words?: string
  readonly Row: ComponentType<{ readonly settings: Settings }>
}

/** The settings on one subject. */
export interface SettingsSection {
  readonly title: string
  readonly description?: string
  readonly rows: readonly SettingRow[]
}

/** Returns a query's words. Text matches if it contains all of them. */
export function wordsOf(query: string): readonly string[] {
  return comparableText(query).split(/\s+/).filter(Boolean)
}

/** True if a string contains all words. */
export function hasWords(text: string, words: readonly string[]): boolean {
  const folded = comparableText(text)
  return words.every((word) => folded.includes(word))
}

/**
 * Returns the sections with only the settings that contain all words. A word may also be in the title of their
 * section.
 */
export function findSettings(
  sections: readonly SettingsSection[],
  words: readonly string[],
): readonly SettingsSection[] {
  return sections
    .map((section) => ({
      ...section,
      rows: section.rows.filter(({ label, words: more = '' }) =>
        hasWords(`${section.title} ${section.description ?? ''} ${label} ${more}`, words),
      ),
    }))
    .filter(({ rows }) => rows.length > 0)
}

/** Returns the labels of options as search words. */
export function optionWords(
  options: readonly { readonly label: string; readonly detail?: string }[],
): string {
  return options.map(({ label, detail = '' }) => `${label} ${detail}`).join(' ')
}
