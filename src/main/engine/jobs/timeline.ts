import type { JobEvent, JobRow } from '../../../shared/jobs.ts'
import type { StoredResult } from './job-store.ts'

/** What the details of the events are made of. */
export interface TimelineSources {
  readonly job: Pick<JobRow, 'size' | 'attempt' | 'error' | 'saved'>
  readonly results: readonly StoredResult[]
}

/** The events of a job, each with a detail if one is known: `241 KB in 0.2 s`, `attempt 2`, `2 files`. */
export function timeline(events: readonly JobEvent[], sources: TimelineSources): JobEvent[] {
  return events.map((event, index) => ({
    at: event.at,
    what: event.what,
    detail: event.detail ?? detailOf(event, events, index, sources),
  }))
}

function detailOf(
  { what, at }: JobEvent,
  events: readonly JobEvent[],
  index: number,
  { job, results }: TimelineSources,
): string | null {
  const isLast = events.findLastIndex((event) => event.what === what) === index
  switch (what) {
    case 'stored': {
      if (job.size === null) return null
      const planned = events.slice(0, index).findLast((event) => event.what === 'planned')
      return planned === undefined
        ? sizeText(job.size)
        : `${sizeText(job.size)} in ${timeText(at - planned.at)}`
    }
    case 'claimed':
      return isLast && job.attempt !== null && job.attempt > 1 ? `attempt ${job.attempt}` : null
    case 'saved':
      return isLast ? (job.saved?.fileName ?? null) : null
    case 'completed':
      return results.length === 0 ? null : results.length === 1 ? '1 file' : `${results.length} files`
    case 'failed':
    case 'lost':
      return isLast ? (job.error?.message ?? null) : null
    default:
      return null
  }
}

const units = ['B', 'KB', 'MB', 'GB', 'TB']

/** `241 KB`. Units of 1,000, as in the window. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  return `${value.toFixed(unit === 0 || value >= 9.95 ? 0 : 1).replace(/\.0$/, '')} ${units[unit]}`
}

/** `0.2 s`, `12 s`, `3 min`, `2 h`. */
function timeText(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000
  if (seconds < 9.95) return `${Math.max(0.1, seconds).toFixed(1).replace(/\.0$/, '')} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`
}
