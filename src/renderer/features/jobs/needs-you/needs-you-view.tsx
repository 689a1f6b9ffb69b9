import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { JobRow } from '../../../../shared/jobs.ts'
import { countsOf, jobCountsQuery } from '../../../queries/jobs.ts'
import { useQueuesWithDead } from '../../../queries/metrics.ts'
import { transfersQuery } from '../../../queries/transfers.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { everywhere } from '../all/scope.ts'
import { JobsView } from '../jobs-view.tsx'
import { DeadLetterRows } from './dead-letter-rows.tsx'
import { OtherRows, otherTransfers } from './other-rows.tsx'
import { UnsavedResults } from './unsaved-results.tsx'

interface NeedsYouViewProps {
  readonly preview?: (job: JobRow) => ReactNode
  /** Shows the dead letters of a job queue, which may belong to another connection. */
  readonly onOpenDead: (connectionId: string, queue: string) => void
}

/** Everything that waits for the user, each with the button that fixes it. */
export function NeedsYouView({ preview, onOpenDead }: NeedsYouViewProps) {
  const results = countsOf(useQuery(jobCountsQuery()).data, everywhere)?.result ?? 0
  const others = otherTransfers(useQuery(transfersQuery()).data?.transfers ?? [])
  const withDead = useQueuesWithDead()
  return (
    <JobsView
      listKey="needs-you"
      scope={everywhere}
      fixed={{ filter: 'needs-you', title: 'Needs you' }}
      label="Jobs that need you"
      showsQueue
      showsFix
      preview={preview}
      empty={
        others.length > 0 ? null : (
          <EmptyState
            icon={<CircleCheck />}
            title={results > 0 || withDead.length > 0 ? 'No failed jobs' : 'Nothing needs you'}
          >
            Lost leases, failed transfers and dead jobs appear here.
          </EmptyState>
        )
      }
    >
      <DeadLetterRows queues={withDead} onShow={onOpenDead} />
      <UnsavedResults count={results} />
      <OtherRows transfers={others} />
    </JobsView>
  )
}
