import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import { payloadFileName } from '../files/safe-file-name.ts'
import type { Job } from '../protocol/job.ts'

/** True if a job is the result of another one. Its message may repeat the fields of the input. */
export function isResult({ fields, key }: Pick<Job, 'fields' | 'key'>): boolean {
  const input = fields['job'] ?? ''
  return input !== '' && key !== null && key.startsWith(`${input}-`)
}

/**
 * Returns the file name of a job's payload. `objectFields` are the fields of its object, if known. A result
 * is named after its own object or its key, because its message names the input, such as `photo.jpg`, and the
 * result may be a text.
 */
export function claimFileName(job: Pick<Job, 'fields' | 'key'>, objectFields: JobFields = {}): string {
  return payloadFileName(isResult(job) ? objectFields : { ...objectFields, ...job.fields }, job.key)
}
