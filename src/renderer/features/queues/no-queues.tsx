import { Layers, Plus } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { runCommand } from '../../ui/commands.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'

/** Shown if there are no job queues. */
export function NoQueues() {
  return (
    <EmptyState
      icon={<Layers />}
      title="No job queues yet"
      level={1}
      actions={
        <Button variant="primary" icon={<Plus />} shortcut="Mod+N" onClick={() => runCommand('add-queue')}>
          Add queue
        </Button>
      }
    >
      Add an existing job queue of this connection, or create a new one. Then drop files here to send them as
      jobs.
    </EmptyState>
  )
}
