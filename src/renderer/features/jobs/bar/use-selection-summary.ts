import { useQuery } from '@tanstack/react-query'
import { noJobs } from '../../../../shared/jobs/job-state.ts'
import type { JobRow, JobSelection, SelectedJobs } from '../../../../shared/jobs/jobs.ts'
import { selectedJobsQuery } from '../../../queries/jobs/jobs.ts'

/**
 * Sums up the selected jobs. `rows` are the ones that were on screen, `count` is the size of the
 * selection. If other jobs are selected too, main provides the summary.
 */
export function useSelectionSummary(
  selection: JobSelection | null,
  rows: readonly JobRow[],
  count: number,
): SelectedJobs {
  const isKnown = selection === null || (selection.kind === 'some' && selection.ids.length <= rows.length)
  const { data } = useQuery(selectedJobsQuery(isKnown ? null : selection))
  return isKnown || data == null ? factsOf(rows, count) : data
}

function factsOf(rows: readonly JobRow[], count: number): SelectedJobs {
  const counts = noJobs()
  for (const { state } of rows) counts[state] += 1
  return {
    jobs: count,
    counts,
    withResults: rows.filter(({ results }) => results.found > 0).length,
    claimIds: rows.flatMap(({ claimId }) => claimId ?? []),
  }
}
