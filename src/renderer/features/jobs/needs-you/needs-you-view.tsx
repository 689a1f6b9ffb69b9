import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { JobRow } from '../../../../shared/jobs.ts'
import { transfersQuery } from '../../../queries/transfers.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { PageHeader } from '../../../ui/layout/page-header.tsx'
import { everywhere } from '../all/scope.ts'
import { JobsView } from '../jobs-view.tsx'
import { OtherRows, otherTransfers } from './other-rows.tsx'
import { UnsavedResults } from './unsaved-results.tsx'

interface NeedsYouViewProps {
  readonly preview?: (job: JobRow) => ReactNode
}

/** Everything that waits for the user, each with the button that fixes it. */
export function NeedsYouView({ preview }: NeedsYouViewProps) {
  const others = otherTransfers(useQuery(transfersQuery()).data?.transfers ?? [])
  return (
    <>
      <PageHeader title="Needs you" />
      <JobsView
        listKey="needs-you"
        scope={everywhere}
        filter="needs-you"
        label="Jobs that need you"
        showsQueue
        showsFix
        {...(preview === undefined ? {} : { preview })}
        empty={
          others.length > 0 ? null : (
            <EmptyState icon={<CircleCheck />} title="Nothing needs you">
              Lost leases, failed transfers and dead jobs appear here.
            </EmptyState>
          )
        }
      >
        <UnsavedResults />
        <OtherRows transfers={others} />
      </JobsView>
    </>
  )
}
