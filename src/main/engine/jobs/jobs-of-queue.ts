import type { JobFilter } from '../../../shared/jobs/job-state.ts'
import type { JobsView } from '../../../shared/jobs/jobs.ts'
import type { JobStore, StoredJob } from './job-store.ts'

const pageSize = 1_000

/** Yields a job queue's jobs that match a filter, in pages, newest first. */
export async function* jobsOfQueue(
  store: Pick<JobStore, 'ids' | 'jobs'>,
  scope: { readonly connectionId: string; readonly queue: string },
  filter: JobFilter,
): AsyncGenerator<readonly StoredJob[]> {
  const view: JobsView = {
    scope,
    filter,
    text: '',
    from: null,
    to: null,
    group: null,
    sort: { by: 'age', descending: true },
    expanded: [],
  }
  let before: number | null = null
  for (;;) {
    const ids: readonly number[] = await store.ids(view, before, pageSize)
    if (ids.length === 0) return
    yield await store.jobs(ids)
    before = ids.at(-1) ?? null
  }
}
