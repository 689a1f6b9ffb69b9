import { numberFormat, plural } from '../../../shared/texts/intl.ts'
import type { JobEvent, JobRow } from '../../../shared/jobs/jobs.ts'
import type { StoredResult } from './job-store.ts'
import { sizeText } from '../../../shared/texts/size-text.ts'
import { spanText } from '../../../shared/texts/span-text.ts'

const tenths = numberFormat({ maximumFractionDigits: 1 })

/** The values for the details of the events. */
export interface TimelineSources {
  readonly job: Pick<JobRow, 'size' | 'attempt' | 'error' | 'saved'>
  readonly results: readonly StoredResult[]
}

/** Returns a job's events, with details where known: `241 KB in 0.2 s`, `attempt 2`, `2 files`. */
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
      return results.length === 0 ? null : plural(results.length, 'file')
    case 'failed':
    case 'lost':
      return isLast ? (job.error?.message ?? null) : null
    default:
      return null
  }
}

/** Formats a duration as `0.2 s`, `12 s`, `3 min` or `2 h 5 min`. */
function timeText(ms: number): string {
  const seconds = Math.max(100, ms) / 1_000
  return seconds < 9.95 ? `${tenths.format(seconds)} s` : spanText(ms)
}
