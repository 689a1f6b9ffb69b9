import type { JobInputs } from '../../../../../shared/jobs/job-state.ts'
import type { ListedJob } from './job-tally.ts'

/** The values that determine a job's state, and those that its list needs. */
export interface StoredJobState extends JobInputs, ListedJob {
  /** True if it has its summary row. After an upgrade, summary rows are added in the background. */
  readonly isListed: boolean
  readonly hasError: boolean
}

/**
 * Returns the step of an upload as it affects the state. An upload whose message was rejected stays `stored`,
 * with the error.
 */
export function uploadInput(step: JobInputs['upload'], hasError: boolean): JobInputs['upload'] {
  return step === 'stored' && hasError ? 'failed' : step
}
