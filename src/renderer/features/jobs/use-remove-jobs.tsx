import { useState, type ReactNode } from 'react'
import { useMutation } from '@tanstack/react-query'
import { plural } from '../../ui/text/format.ts'
import type { JobSelection } from '../../../shared/jobs/jobs.ts'
import { forgetJobs } from '../../queries/jobs/jobs.ts'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { reportFailed } from './report-failed.ts'

interface Removal {
  readonly jobs: JobSelection
  /** The number of selected jobs. */
  readonly count: number
  /** Called after they are removed. */
  readonly after?: () => void
}

export interface RemoveJobs {
  /**
   * Removes finished jobs from the list. Asks first if there are several, because removing cannot
   * be undone.
   */
  readonly remove: (removal: Removal) => void
  /** The open question. */
  readonly dialog: ReactNode
}

/** A whole list may contain more jobs than were counted so far. */
function isSeveral({ jobs, count }: Removal): boolean {
  return count > 1 || jobs.kind === 'all'
}

/** Removes jobs from the list. */
export function useRemoveJobs(): RemoveJobs {
  const { mutate } = useMutation(forgetJobs())
  const [asked, setAsked] = useState<Removal | null>(null)

  function send({ jobs, after }: Removal): void {
    mutate({ jobs }, { onSuccess: (outcome) => (reportFailed(outcome), after?.()) })
  }

  return {
    remove: (removal) => (isSeveral(removal) ? setAsked(removal) : send(removal)),
    dialog:
      asked === null ? null : (
        <ConfirmDialog
          tone="danger"
          title={`Remove ${plural(asked.count, 'job')} from the list?`}
          confirm="Remove"
          onConfirm={() => {
            setAsked(null)
            send(asked)
          }}
          onClose={() => setAsked(null)}
        >
          Their rows, timelines and links to results cannot be brought back. Their messages stay in the queue,
          and all files stay where they are. Unfinished jobs stay in the list.
        </ConfirmDialog>
      ),
  }
}
