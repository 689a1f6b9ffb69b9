import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobStep } from '../../../../shared/jobs/job-steps.ts'
import type { JobDetail, RepeatedJob } from '../../../../shared/jobs/jobs.ts'
import { formatBytes, plural } from '../../../ui/text/format.ts'

export interface TimelineEntry {
  readonly at: number
  readonly what: string
  readonly detail: string | null
  readonly tone: 'plain' | 'good' | 'bad'
  /** The other job that the entry mentions. */
  readonly job: number | null
}

const labels: Readonly<Record<JobStep, string>> = {
  planned: 'Submitted',
  stored: 'Uploaded',
  sent: 'In queue',
  claimed: 'Claimed by you',
  saved: 'Saved',
  started: 'Moved to In progress',
  completed: 'Finished with a result',
  acknowledged: 'Finished',
  released: 'Released',
  lost: 'Lease lost',
  failed: 'Failed',
  cancelled: 'Taken back',
  result: 'Result found',
  opened: 'Result opened',
  dead: 'Moved to the dead-letter queue',
}

const tones: Partial<Readonly<Record<JobStep, TimelineEntry['tone']>>> = {
  completed: 'good',
  acknowledged: 'good',
  result: 'good',
  dead: 'bad',
  lost: 'bad',
  failed: 'bad',
}

/** Results found within this time share one entry. */
const togetherMs = 60_000

/** Returns a job's history, newest first. */
export function timelineOf(detail: JobDetail, claim: Claim | null): TimelineEntry[] {
  // The list of results already covers these events.
  const events = detail.events.filter(({ what }) => what !== 'result' || detail.results.length === 0)
  const steps = withoutRepeats(events).map(({ at, what, detail: words }) => ({
    at,
    what: labels[what],
    detail: words ?? ownDetail(what, at, detail),
    tone: tones[what] ?? ('plain' as const),
    job: null,
  }))
  return [...steps, ...claimEntries(claim), ...resultEntries(detail), ...repeats(detail)].toSorted(
    (one, other) => other.at - one.at,
  )
}

/** Both the transfer and the claim record a save. Only one of them has the file name. */
function withoutRepeats(events: JobDetail['events']): JobDetail['events'] {
  return events.filter(
    (event) =>
      event.what !== 'saved' ||
      event.detail !== null ||
      !events.some(
        ({ what, detail, at }) => what === 'saved' && detail !== null && Math.abs(at - event.at) < togetherMs,
      ),
  )
}

function ownDetail(what: JobStep, at: number, { job, group, results }: JobDetail): string | null {
  if (what === 'opened') return results.find(({ openedAt }) => openedAt === at)?.name ?? null
  if (what === 'planned' && group !== null && group.jobs > 1)
    return `with ${plural(group.jobs - 1, 'other', 'others')}`
  if (what === 'stored') return job.size === null ? 'to Inputs' : `${formatBytes(job.size)} to Inputs`
  return what === 'sent' ? `${job.queue}, Pending` : what === 'completed' ? `${job.queue}, Completed` : null
}

/** Returns entries for the job that it repeats, and those that repeat it. */
function repeats({ job, from, again }: JobDetail): TimelineEntry[] {
  return [
    ...(from === null ? [] : [repeated(job.createdAt, 'Repeats an earlier job', from)]),
    ...again.map((one) => repeated(one.at, 'Submitted again as a new job', one)),
  ]
}

function repeated(at: number, what: string, { id, messageId }: RepeatedJob): TimelineEntry {
  return { at, what, detail: messageId, tone: 'plain', job: id }
}

/** Returns the entries that only the claim has. */
function claimEntries(claim: Claim | null): TimelineEntry[] {
  return (claim?.events ?? []).flatMap(({ at, what, detail }) => {
    if (what !== 'received' && what !== 'adopted') return []
    const word = what === 'received' ? 'Received' : 'Still yours after the restart'
    return [{ at, what: word, detail, tone: 'plain' as const, job: null }]
  })
}

function resultEntries({ results }: JobDetail): TimelineEntry[] {
  const times = results.map(({ foundAt }) => foundAt).toSorted((one, other) => one - other)
  const found: { at: number; count: number }[] = []
  for (const at of times) {
    const last = found.at(-1)
    if (last !== undefined && at - last.at < togetherMs) last.count += 1
    else found.push({ at, count: 1 })
  }
  return found.map(({ at, count }) => ({
    at,
    what: count === 1 ? 'Result found' : 'Results found',
    detail: `${plural(count, 'file')} in Results`,
    tone: 'good' as const,
    job: null,
  }))
}
