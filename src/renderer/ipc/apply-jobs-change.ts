import { jobEntryKey } from '../../shared/jobs/job-entry-key.ts'
import type { JobEntry, JobsChange, JobsWindow } from '../../shared/jobs/jobs.ts'

/** The window that the page watches. Main's changes carry the same id. */
export interface WatchedWindow extends JobsWindow {
  readonly watchId: number
}

/**
 * Applies a pushed change to the watched window. Unchanged entries keep their identity, so their rows do not
 * re-render. Returns the same window if the change is older or belongs to another watch, and `null` if an
 * entry is missing.
 */
export function applyJobsChange(known: WatchedWindow, change: JobsChange): WatchedWindow | null {
  if (change.watchId !== known.watchId || change.revision <= known.revision) return known
  const byKey = new Map<string, JobEntry>(known.entries.map((entry) => [jobEntryKey(entry), entry]))
  for (const entry of change.entries) byKey.set(jobEntryKey(entry), entry)
  const entries: JobEntry[] = []
  for (const key of change.order) {
    const entry = byKey.get(key)
    if (entry === undefined) return null
    entries.push(entry)
  }
  const { watchId, revision, offset, total } = change
  return { watchId, revision, offset, total, entries }
}
