import { Inbox, SearchX } from 'lucide-react'
import type { Transfer } from '../../../../shared/transfers.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { runCommand } from '../../../ui/commands.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { SubmittedList } from './submitted-list.tsx'

interface SubmittedJobsProps {
  readonly queue: string
  readonly submitted: readonly Transfer[]
  /** The transfers that match the search. */
  readonly shown: readonly Transfer[]
}

/** The jobs submitted to this queue in this session. */
export function SubmittedJobs({ queue, submitted, shown }: SubmittedJobsProps) {
  if (submitted.length === 0) {
    return (
      <EmptyState
        icon={<Inbox />}
        title="No submitted jobs in this session"
        actions={<Button onClick={() => runCommand('submit-files')}>Submit files…</Button>}
      >
        Drop files anywhere in this window; each one becomes a job in {queue}. Earlier jobs are in the
        history.
      </EmptyState>
    )
  }
  if (shown.length === 0) {
    return (
      <EmptyState icon={<SearchX />} title="No matching submitted jobs">
        Search by file name or job id.
      </EmptyState>
    )
  }
  return <SubmittedList transfers={shown} />
}
