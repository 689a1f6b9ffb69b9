import { useQuery } from '@tanstack/react-query'
import { Grab } from 'lucide-react'
import type { ReactNode } from 'react'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { countsOf, jobCountsQuery } from '../../../queries/jobs/jobs.ts'
import { runCommand, useCommandStates } from '../../../ui/commands/commands.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { useView } from '../../../ui/view/view.ts'
import { leasesLost } from '../list/no-match.tsx'
import { JobsView } from '../jobs-view.tsx'
import { everywhere } from './scope.ts'

interface MineViewProps {
  readonly preview?: (job: JobRow) => ReactNode
}

/** The jobs that this app holds, from all job queues. */
export function MineView({ preview }: MineViewProps) {
  const [claimNext] = useCommandStates(['claim-next'])
  const { show } = useView()
  const lost = countsOf(useQuery(jobCountsQuery()).data, everywhere)?.lost ?? 0
  return (
    <JobsView
      listKey="mine"
      scope={everywhere}
      fixed={{ filter: 'mine', title: 'Mine now' }}
      label="Claimed jobs"
      showsQueue
      preview={preview}
      empty={
        <EmptyState
          icon={<Grab />}
          title="No claimed jobs"
          actions={
            <>
              <Button onClick={() => runCommand('claim-next')}>{claimNext?.title}</Button>
              {lost === 0 ? null : (
                <Button onClick={() => show({ kind: 'needs-you' })}>Show what needs you</Button>
              )}
            </>
          }
        >
          {lost === 0 ? null : `${leasesLost(lost)} `}
          Claim a job to work on it. It stays reserved while the app runs.
        </EmptyState>
      }
    />
  )
}
