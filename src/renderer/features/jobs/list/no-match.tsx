import { CircleCheck, SearchX } from 'lucide-react'
import { Button } from '../../../ui/controls/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import type { JobsList } from './use-jobs-list.ts'

interface NoMatchProps {
  readonly list: JobsList
  readonly onShowAll: () => void
}

/** Shown if there are jobs, but none that match. */
export function NoMatch({ list: { state }, onShowAll }: NoMatchProps) {
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
      {state.text.trim() === '' ? undefined : 'The search covers names and file names. Longer words are looked up in keys and job ids too.'}
    </EmptyState>
  )
}
