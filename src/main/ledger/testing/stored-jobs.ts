import type { JobsView } from '../../../shared/jobs/jobs.ts'
import type { FoundResult, StoredJob } from '../../engine/jobs/job-store.ts'
import type { PlannedUpload } from '../../engine/transfers/transfer-journal.ts'
import type { Ledger } from '../ledger.ts'
import { anUpload, aView } from './records.ts'

/** Submits a job and returns its id in the ledger. */
export async function submitJob(
  ledger: Ledger,
  name: string,
  change: Partial<PlannedUpload> = {},
): Promise<number> {
  const { uploads } = ledger.transfers
  await uploads.plan(anUpload(name, { name, ...change }))
  await uploads.advance(name, 'stored')
  await uploads.advance(name, 'sent', { jobId: `m-${name}` })
  const { connectionId, queue } = anUpload(name, change)
  const ids = await ledger.jobs.withMessageIds(connectionId, queue, [`m-${name}`])
  return ids.get(`m-${name}`) ?? 0
}

/**
 * Returns the entries of a list as text: `name state`, `[group] n`, indented jobs of a group, and `+n` for hidden jobs.
 */
export async function shownJobs(
  ledger: Ledger,
  change: Partial<JobsView> = {},
  offset = 0,
  limit = 100,
): Promise<string[]> {
  const { entries } = await ledger.jobs.window(aView(change), offset, limit)
  return entries.map((entry) => {
    if (entry.kind === 'more') return `+${entry.hidden}`
    if (entry.kind === 'group') return `[${entry.group.name}] ${entry.group.jobs}`
    return `${entry.inGroup ? '  ' : ''}${entry.job.name} ${entry.job.state}`
  })
}

/** Returns all jobs in a list, including those in groups. By default, all jobs in the ledger, newest first. */
export async function listedJobs(
  ledger: Ledger,
  change: Partial<JobsView> = {},
): Promise<readonly StoredJob[]> {
  return ledger.jobs.jobs([...(await ledger.jobs.order(aView(change)))])
}

/** Returns a job's result. */
export function aResult(jobId: number, key: string): FoundResult {
  return { jobId, bucket: 'remotejobs-out-demo', key, name: key, size: 6, modifiedAt: 50 }
}

/** Returns the body of a message whose payload has this key. */
export function bodyOf(key: string): string {
  return JSON.stringify({ bucket: 'remotejobs-in-demo', key })
}
