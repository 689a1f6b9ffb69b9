import type { JobsView, RangeEnd } from '../../../shared/jobs/jobs.ts'
import type { JobStore } from './job-store.ts'

/** The maximum number of jobs that can be selected one by one. */
const max = 10_000

/**
 * Returns the jobs from one entry of a list to another, both included, but at most 10,000, starting at
 * `from`. If a job has moved since the page received it, its current position is used.
 */
export async function idsBetween(
  store: Pick<JobStore, 'locate' | 'range'>,
  view: JobsView,
  from: RangeEnd,
  to: RangeEnd,
): Promise<number[]> {
  const position = async ({ index, job }: RangeEnd): Promise<number> =>
    (job === null ? null : await store.locate(view, job)) ?? index
  const [start, end] = [await position(from), await position(to)]
  const length = Math.min(max, Math.abs(end - start) + 1)
  const ids = await store.range(view, start <= end ? start : start - length + 1, length)
  return start <= end ? [...ids] : ids.toReversed()
}
