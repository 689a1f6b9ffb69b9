import { CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { useNeedsYou } from '../../../queries/jobs/needs-you.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { everywhere } from '../all/scope.ts'
import { JobsView } from '../jobs-view.tsx'
import { DeadLetterRows } from './dead-letter-rows.tsx'
import styles from './needs-you.module.css'
import { OtherRows } from './other-rows.tsx'
import { UnsavedResults } from './unsaved-results.tsx'

interface NeedsYouViewProps {
  readonly preview?: (job: JobRow) => ReactNode
  /** Shows the dead letters of a job queue, which may belong to another connection. */
  readonly onOpenDead: (connectionId: string, queue: string) => void
}

/** Everything that needs the user, with a button to fix each. */
export function NeedsYouView({ preview, onOpenDead }: NeedsYouViewProps) {
  const { jobs, unsaved, queuesWithDead, transfers, moreTransfers, entries } = useNeedsYou()
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
        transfers.length + moreTransfers > 0 ? null : (
          <EmptyState
            icon={<CircleCheck />}
            title={entries + unsaved > jobs ? 'Nothing else needs you' : 'Nothing needs you'}
          >
            Lost leases, failed transfers and dead jobs appear here.
          </EmptyState>
        )
      }
    >
      <div className={styles.entries}>
        <DeadLetterRows queues={queuesWithDead} onShow={onOpenDead} />
        <UnsavedResults count={unsaved} />
        <OtherRows transfers={transfers} more={moreTransfers} />
      </div>
    </JobsView>
  )
}
