import type { Command } from '../../../shared/command-list.ts'
import { commandDefinition } from '../../../shared/command-list.ts'
import { Listeners } from '../../ui/listeners.ts'

/** The maximum number of remembered entries. */
const maxEntries = 8

let recent: readonly string[] = []
const listeners = new Listeners()

/** Returns the entries that were used last, newest first. */
export function recentEntries(): readonly string[] {
  return recent
}

/** Restores the previous session's entries. */
export function restoreRecent(entries: readonly string[]): void {
  recent = entries.slice(0, maxEntries)
}

/** Calls the listener after each change. Returns a function that removes it. */
export const onRecentChange = listeners.add

/** Moves an entry to the front. */
export function rememberEntry(entry: string): void {
  recent = [entry, ...recent.filter((other) => other !== entry)].slice(0, maxEntries)
  listeners.notify()
}

/** Moves a command to the front, unless the palette does not list it. */
export function rememberCommand(id: Command): void {
  if (commandDefinition(id).local !== true) rememberEntry(id)
}
