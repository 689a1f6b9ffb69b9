import { useMutation } from '@tanstack/react-query'
import type { JobSelection } from '../../../shared/jobs/jobs.ts'
import { saveResults } from '../../queries/jobs/jobs.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { toastInfo } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import { reportFailed } from './report-failed.ts'

interface SaveResults {
  /** Calls `after` once the saves have started. */
  readonly save: (jobs: JobSelection, after?: () => void) => void
  readonly isPending: boolean
}

/**
 * Saves the results of jobs. Saved jobs may leave the list, so a toast says what happened to several of them, and leads
 * to the files.
 */
export function useSaveResults(): SaveResults {
  const { mutate, isPending } = useMutation(saveResults())

  return {
    isPending,
    save: (jobs, after) =>
      mutate(
        { jobs },
        {
          onSuccess(outcome) {
            reportFailed(outcome)
            after?.()
            if (outcome.failed.length > 0 || outcome.done < 2) return
            toastInfo(`Saving the results of ${plural(outcome.done, 'job')}`, 'Then they are in Finished.', {
              label: 'Show transfers',
              run: () => runCommand('show-transfers'),
            })
          },
        },
      ),
  }
}
