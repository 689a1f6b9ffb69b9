import type { JobsOutcome } from '../../../shared/jobs.ts'
import { toastError } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/format.ts'

/** Shows the first error of an action on jobs, and for how many it failed. */
export function reportFailed({ failed, moreFailed }: JobsOutcome): void {
  const [first] = failed
  if (first === undefined) return
  const count = failed.length + moreFailed
  const { message, hint } = first.error
  toastError({ message: count === 1 ? message : `${plural(count, 'job')} failed: ${message}`, hint })
}
