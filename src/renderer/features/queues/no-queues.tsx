import { Layers, Plus, Search } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { runCommand } from '../../ui/commands/commands.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'

/** Shown if there are no job queues. */
export function NoQueues() {
  return (
    <EmptyState
      icon={<Layers />}
      title="No job queues yet"
      level={1}
      actions={
        <>
          <Button variant="primary" icon={<Plus />} shortcut="Mod+N" onClick={() => runCommand('add-queue')}>
            Add queue
          </Button>
          <Button icon={<Search />} onClick={() => runCommand('find-queues')}>
            Find job queues
          </Button>
        </>
      }
    >
      Find the job queues of this connection, add one by name, or create a new one. Then drop files here to
      submit them as jobs.
    </EmptyState>
  )
}
