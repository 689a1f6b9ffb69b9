import { FileInput } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { runCommand } from '../../ui/commands.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'

/** The empty state of a job queue. */
export function EmptyQueue({ name }: { readonly name: string }) {
  return (
    <EmptyState
      icon={<FileInput />}
      title="No jobs yet. Drop files here."
      actions={
        <>
          <Button variant="primary" onClick={() => runCommand('submit-files')}>
            Submit files…
          </Button>
          <Button onClick={() => runCommand('submit-folder')}>Submit a folder…</Button>
        </>
      }
    >
      Each file becomes one job in <bdi>{name}</bdi>. Jobs sent by others appear within seconds.
    </EmptyState>
  )
}
