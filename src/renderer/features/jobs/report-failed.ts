import type { JobsOutcome } from '../../../shared/jobs/jobs.ts'
import { toastError, toastInfo } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'

/**
 * Shows the first error of an action on jobs, with the number of jobs that failed and that were
 * left out.
 */
export function reportFailed({ done, failed, moreFailed, leftOut = 0 }: JobsOutcome): void {
  const [first] = failed
  if (first === undefined) {
    if (leftOut > 0) toastInfo(`${plural(done, 'job')} retried`, leftOutText(leftOut))
    return
  }
  const count = failed.length + moreFailed
  const { message, hint } = first.error
  toastError({
    ...first.error,
    message: count === 1 ? message : `${plural(count, 'job')} failed: ${message}`,
    hint: leftOut === 0 ? hint : `${hint} ${leftOutText(leftOut)}`.trim(),
  })
}

/** Only a retry leaves jobs out. */
function leftOutText(count: number): string {
  return `${plural(count, 'other job has', 'other jobs have')} nothing to retry.`
}
