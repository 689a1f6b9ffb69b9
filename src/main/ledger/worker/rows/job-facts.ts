import type { JobInputs } from '../../../../shared/jobs/job-state.ts'
import type { ListedJob } from './job-tally.ts'

/** The values that decide the state of a job, and those that its list needs. */
export interface StoredJobState extends JobInputs, ListedJob {
  /** True if it has its short row: after an upgrade, jobs get theirs in the background. */
  readonly isListed: boolean
  readonly hasError: boolean
}

/**
 * Returns the step of an upload, as it decides the state. A message that was refused leaves its
 * upload `stored`, with why.
 */
export function uploadInput(step: JobInputs['upload'], hasError: boolean): JobInputs['upload'] {
  return step === 'stored' && hasError ? 'failed' : step
}
