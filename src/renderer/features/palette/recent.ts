import type { Command } from '../../../shared/command-list.ts'
import { commandDefinition } from '../../../shared/command-list.ts'
import { Listeners } from '../../ui/listeners.ts'

/** The most commands that are remembered. */
const most = 8

let recent: readonly string[] = []
const listeners = new Listeners()

/** The commands and places that were used last, the newest first. */
export function recentEntries(): readonly string[] {
  return recent
}

/** Continues with what was kept over a restart. */
export function restoreRecent(entries: readonly string[]): void {
  recent = entries.slice(0, most)
}

/** Calls the listener after each change. Returns the function that removes it. */
export const onRecentChange = listeners.add

/** Puts an entry first. */
export function rememberEntry(entry: string): void {
  recent = [entry, ...recent.filter((other) => other !== entry)].slice(0, most)
  listeners.notify()
}

/** Puts a command first, unless the palette does not list it. */
export function rememberCommand(id: Command): void {
  if (commandDefinition(id).local !== true) rememberEntry(id)
}
