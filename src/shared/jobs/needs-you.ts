import type { QueueFigures } from '../metrics/metrics.ts'
import { jobStates, noJobs, statesOfFilter, type JobState } from './job-state.ts'
import type { JobCountsSnapshot } from './jobs.ts'

// No zod at run time: the page uses this.

/** The parts of Needs you. `null` means not known yet. */
export interface NeedsYouParts {
  readonly jobs: JobCountsSnapshot | null
  /** The number of listed transfers. */
  readonly transfers: number
  readonly queues: readonly Pick<QueueFigures, 'dead'>[]
}

/**
 * Returns how many things need the user. A queue's dead letters count as one. Unsaved results are not
 * included: they have a count of their own and need no decision.
 */
export function needsYouEntries({ jobs, transfers, queues }: NeedsYouParts): number {
  const counts = sumOfJobs(jobs)
  const waiting = statesOfFilter['needs-you'] ?? jobStates
  const withDead = queues.filter(({ dead }) => dead !== null && dead.value > 0)
  return waiting.reduce((sum, state) => sum + counts[state], 0) + transfers + withDead.length
}

function sumOfJobs(jobs: JobCountsSnapshot | null): Readonly<Record<JobState, number>> {
  const sums = noJobs()
  for (const { counts } of jobs?.queues ?? []) {
    for (const state of jobStates) sums[state] += counts[state]
  }
  return sums
}
