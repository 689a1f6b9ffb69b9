import type { JobState } from '../../../shared/jobs/job-state.ts'

/**
 * The number of each state in `listed_jobs`. Existing ledgers contain these numbers, so they never change.
 */
export const stateNumbers: Readonly<Record<JobState, number>> = {
  uploading: 1,
  queued: 2,
  mine: 3,
  lost: 4,
  result: 5,
  finished: 6,
  dead: 7,
  failed: 8,
  withdrawn: 9,
}

/** The state of each number. */
export const statesByNumber: ReadonlyMap<number, JobState> = new Map(
  (Object.entries(stateNumbers) as [JobState, number][]).map(([state, number]) => [number, state]),
)

/** The states in which few jobs stay for long. An index covers those jobs. */
export const rareStates: readonly JobState[] = ['mine', 'lost', 'result', 'dead', 'failed']
