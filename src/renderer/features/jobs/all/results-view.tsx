import { PackageCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { JobsView } from '../jobs-view.tsx'
import { everywhere } from './scope.ts'

interface ResultsViewProps {
  readonly preview?: (job: JobRow) => ReactNode
}

/** Jobs with results that were neither opened nor saved, from all job queues. */
export function ResultsView({ preview }: ResultsViewProps) {
  return (
    <JobsView
      listKey="results"
      scope={everywhere}
      fixed={{ filter: 'results', title: 'Results' }}
      label="Jobs with new results"
      showsQueue
      preview={preview}
      empty={
        <EmptyState icon={<PackageCheck />} title="No new results">
          Results of the jobs that you submit appear here.
        </EmptyState>
      }
    />
  )
}
