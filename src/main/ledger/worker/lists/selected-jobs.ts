import { jobStates, noJobs } from '../../../../shared/jobs/job-state.ts'
import type { SelectedJobs } from '../../../../shared/jobs/jobs.ts'
import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'

/** Counts selected jobs by state. `held` contains the claims that this app holds, by job. */
export function describeJobs(
  { base, end, states, results }: JobColumns,
  ids: Iterable<number>,
  held: ReadonlyMap<number, string>,
): SelectedJobs {
  const numbers = new Uint32Array(jobStates.length + 1)
  const claimIds: string[] = []
  let jobs = 0
  let withResults = 0
  for (const id of ids) {
    const state = id < base || id >= end ? 0 : (states[id - base] ?? 0)
    if (state === 0) continue
    jobs += 1
    numbers[state] = (numbers[state] ?? 0) + 1
    if (((results[id - base] ?? 0) & 255) > 0) withResults += 1
    if (state !== stateNumbers.mine) continue
    const claim = held.get(id)
    if (claim !== undefined) claimIds.push(claim)
  }
  const counts = noJobs()
  for (const state of jobStates) counts[state] = numbers[stateNumbers[state]] ?? 0
  return { jobs, counts, withResults, claimIds }
}
