import type { JobDetail, JobResult, RepeatedJob } from '../../../shared/jobs/jobs.ts'
import { shownFields } from '../protocol/shown-fields.ts'
import { savedAt } from './join-job.ts'
import { joinOne, type JoinSources } from './join-window.ts'
import type { StoredDetail, StoredJob, StoredResult } from './job-store.ts'
import { timeline } from './timeline.ts'

/** Returns a job's details for the page. `linked` contains the job that it resubmits, and those that resubmit it. */
export function describeJob(
  stored: StoredDetail,
  linked: readonly StoredJob[],
  sources: JoinSources,
): JobDetail {
  const { job: storedJob, group, results, events, fields, from, again } = stored
  const job = joinOne(storedJob, sources)
  return {
    job,
    group: group === null ? null : { id: group.id, name: group.name, jobs: group.jobs },
    results: results.map(shownResult),
    events: timeline(events, { job, results }),
    fields: shownFields(fields).fields,
    hasFile: Boolean(storedJob.sourcePath) || storedJob.savedPath !== null,
    from: repeated(linked.find(({ id }) => id === from)),
    again: linked.filter(({ id }) => again.includes(id)).flatMap((one) => repeated(one) ?? []),
  }
}

function repeated(job: StoredJob | undefined): RepeatedJob | null {
  return job === undefined ? null : { id: job.id, messageId: job.messageId, at: job.createdAt }
}

function shownResult(result: StoredResult): JobResult {
  const { id, key, name, size, modifiedAt, foundAt, openedAt, savedAt: at, savedPath } = result
  const location = savedAt(savedPath)
  const saved = at === null || location === null ? null : { at, ...location }
  return { id, key, name, size, modifiedAt, foundAt, openedAt, saved }
}
