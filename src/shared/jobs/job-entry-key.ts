import type { JobEntry } from './jobs.ts'

// No zod here: the page uses this without bundling it.

/**
 * Returns the key that identifies an entry in a list and its changes: `job 1`, `group 2`, `more 2`.
 */
export function jobEntryKey(entry: JobEntry): string {
  return entry.kind === 'more' ? `more ${entry.group}` : `${entry.kind} ${entry.id}`
}
