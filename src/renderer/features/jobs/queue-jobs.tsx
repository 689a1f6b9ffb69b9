import { FileInput } from 'lucide-react'
import type { ReactNode } from 'react'
import type { JobRow } from '../../../shared/jobs/jobs.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { JobsView } from './jobs-view.tsx'

interface QueueJobsProps {
  readonly connectionId: string
  readonly queue: string
  readonly preview?: (job: JobRow) => ReactNode
}

/** The jobs of one job queue. */
export function QueueJobs({ connectionId, queue, preview }: QueueJobsProps) {
  return (
    <JobsView
      listKey={`queue ${connectionId} ${queue}`}
      scope={{ connectionId, queue }}
      label={`Jobs in ${queue}`}
      preview={preview}
      empty={
        <EmptyState
          icon={<FileInput />}
          title="No jobs yet. Drop files here."
          actions={
            <>
              <Button onClick={() => runCommand('submit-files')}>Submit files…</Button>
              <Button onClick={() => runCommand('submit-folder')}>Submit a folder…</Button>
            </>
          }
        >
          Each file becomes a job in <bdi>{queue}</bdi>.
        </EmptyState>
      }
    />
  )
}
