import { countOfFilter } from '../../../queries/jobs/jobs.ts'
import type { JobState } from '../../../../shared/jobs/job-state.ts'
import type { JobsList } from './use-jobs-list.ts'

/**
 * Counts the jobs of a list, or returns `null` if that is unknown. Sorted by age, a list of all jobs shows each drop as
 * one entry, whether or not it is on screen.
 */
export function countJobs(
  { view, window }: JobsList,
  counts: Readonly<Record<JobState, number>> | null,
): number | null {
  const { filter, text, group, sizes, sort, from, to } = view
  const showsDrops =
    filter === 'all' && text === '' && group === null && sizes === undefined && sort.by === 'age'
  if (!showsDrops) return window.total
  return counts === null || from !== null || to !== null ? null : countOfFilter(counts, 'all')
}
