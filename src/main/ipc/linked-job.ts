import type { NoticeTarget } from '../../shared/notice-target.ts'
import type { JobsView } from '../../shared/jobs/jobs.ts'
import type { JobStore, StoredJob } from '../engine/jobs/job-store.ts'

const maxCandidates = 100

/** Returns the newest job that has this message, or `null` if there is none on this computer. */
export async function linkedJob(
  store: Pick<JobStore, 'ids' | 'jobs'>,
  messageId: string,
): Promise<StoredJob | null> {
  // The search also matches names, which others can choose.
  const view: JobsView = {
    scope: { connectionId: null, queue: null },
    filter: 'all',
    text: messageId,
    from: null,
    to: null,
    group: null,
    sort: { by: 'age', descending: true },
    expanded: [],
  }
  const candidates = await store.jobs(await store.ids(view, null, maxCandidates))
  const found = candidates.filter((job) => job.messageId === messageId)
  return found.toSorted((one, other) => other.id - one.id)[0] ?? null
}

/** Shows the last of the jobs that have these messages. Does nothing if there are none on this computer. */
export async function showLinkedJobs(
  messageIds: readonly string[],
  services: Promise<{ readonly jobs: { readonly store: Pick<JobStore, 'ids' | 'jobs'> } }>,
  open: (target: NoticeTarget) => void,
): Promise<void> {
  if (messageIds.length === 0) return
  const { store } = (await services).jobs
  for (const messageId of messageIds.toReversed()) {
    const job = await linkedJob(store, messageId)
    if (job === null) continue
    const { connectionId, queue, id } = job
    return open({ jobQueue: { connectionId, queue }, job: id, isOnResults: false })
  }
}
