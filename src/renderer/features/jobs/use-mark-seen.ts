import { useMutation } from '@tanstack/react-query'
import type { JobSelection } from '../../../shared/jobs/jobs.ts'
import { markJobsSeen, undoMarkSeen } from '../../queries/jobs/jobs.ts'
import { toastUndo } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { reportFailed } from './report-failed.ts'

/** How long a mark can be undone. */
const undoMs = 8_000

/** Returns a function that marks the results of jobs as seen, calls `after`, and offers to undo it. */
export function useMarkSeen(): (jobs: JobSelection, after?: () => void) => void {
  const { mutate } = useMutation(markJobsSeen())
  const { mutate: undo } = useMutation(undoMarkSeen())

  return (jobs, after) =>
    mutate(
      { jobs },
      {
        onSuccess({ undoId, ...outcome }) {
          reportFailed(outcome)
          after?.()
          if (undoId === null) return
          toastUndo({
            key: 'mark-seen',
            what: undoId,
            count: outcome.done,
            until: Date.now() + undoMs,
            title: (count) => `${plural(count, 'job')} marked as seen`,
            undo: (all) => all.forEach((id) => undo({ undoId: id })),
          })
        },
      },
    )
}
