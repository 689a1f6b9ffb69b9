import { CircleCheck, SearchX, Skull } from 'lucide-react'
import { Button } from '../../../ui/controls/button.tsx'
import { useQueuesWithDead } from '../../../queries/metrics.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { plural } from '../../../ui/format.ts'
import { useView } from '../../../ui/view.ts'
import type { JobsList } from './use-jobs-list.ts'

interface NoMatchProps {
  readonly list: JobsList
  readonly onShowAll: () => void
}

/** Shown if there are jobs, but none that match. */
export function NoMatch({ list: { state, view }, onShowAll }: NoMatchProps) {
  const { show } = useView()
  const { connectionId, queue } = view.scope
  const dead = useQueuesWithDead().find(
    (one) => one.connectionId === connectionId && one.queue === queue,
  )?.dead
  if (state.text.trim() === '' && state.filter === 'dead' && queue !== null && dead != null) {
    return (
      <EmptyState
        icon={<Skull />}
        title={`${plural(dead.value, 'message is', 'messages are')} in the dead-letter queue`}
        actions={
          <>
            <Button variant="primary" onClick={() => show({ kind: 'dead-letters', queue })}>
              Show dead letters
            </Button>
            <Button onClick={onShowAll}>Show all jobs</Button>
          </>
        }
      >
        Which of your jobs they are is known only once they are received.
      </EmptyState>
    )
  }
  if (state.text.trim() === '' && state.filter === 'needs-you') {
    return (
      <EmptyState
        icon={<CircleCheck />}
        title="Nothing needs you"
        actions={<Button onClick={onShowAll}>Show all jobs</Button>}
      />
    )
  }
  return (
    <EmptyState
      icon={<SearchX />}
      title="No matching jobs"
      actions={<Button onClick={onShowAll}>Show all jobs</Button>}
    >
      {state.text.trim() === ''
        ? undefined
        : 'The search covers names and file names. Longer words are looked up in keys and job ids too.'}
    </EmptyState>
  )
}
