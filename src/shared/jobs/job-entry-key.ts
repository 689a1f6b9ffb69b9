import type { JobEntry } from './jobs.ts'

// No zod here: the page uses this without bundling it.

/** What identifies an entry of a list in a change of it: `job 1`, `group 2`, `more 2`. */
export function jobEntryKey(entry: JobEntry): string {
  return entry.kind === 'more' ? `more ${entry.group}` : `${entry.kind} ${entry.id}`
}
