import { jobSteps, type JobStep } from '../../../shared/jobs/job-steps.ts'

/** Returns the column with the time of a step. */
export function stepColumn(step: JobStep): `${JobStep}_at` {
  return `${step}_at`
}

/** True if the time of a step is in `job_details`. */
export function isDetailStep(step: JobStep): step is 'dead' | 'result' | 'opened' {
  return step === 'dead' || step === 'result' || step === 'opened'
}

/** The columns with the times of all steps, in their order. */
export const timeColumns: readonly string[] = jobSteps.map(
  (step) => `${isDetailStep(step) ? 'job_details' : 'jobs'}.${stepColumn(step)}`,
)
