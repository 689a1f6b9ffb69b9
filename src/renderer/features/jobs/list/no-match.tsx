import { useQuery } from '@tanstack/react-query'
import { CircleCheck, Grab, Inbox, SearchX, Skull } from 'lucide-react'
import type { JobFilter } from '../../../../shared/jobs/job-state.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { countsOf, jobCountsQuery } from '../../../queries/jobs/jobs.ts'
import { useQueuesWithDead } from '../../../queries/queues/metrics.ts'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { plural } from '../../../ui/text/format.ts'
import { useView } from '../../../ui/view/view.ts'
import type { JobsList } from './use-jobs-list.ts'

interface NoMatchProps {
  readonly list: JobsList
  readonly onShowAll: () => void
}

/** The title if the list is filtered by nothing but the state. */
const noneInState: Readonly<Record<JobFilter, string>> = {
  all: 'No jobs',
  'needs-you': 'Nothing needs you',
  uploading: 'Nothing is uploading',
  queued: 'No jobs in the queue',
  mine: 'No claimed jobs',
  results: 'No new results',
  finished: 'No finished jobs',
  dead: 'No dead jobs',
}

/** Shown if there are jobs, but none match. */
export function NoMatch({ list: { state, view, showJobs }, onShowAll }: NoMatchProps) {
  const { show } = useView()
  const lost = countsOf(useQuery(jobCountsQuery()).data, view.scope)?.lost ?? 0
  const { connectionId, queue } = view.scope
  const filter = state.text.trim() === '' ? state.filter : null
  const dead = useQueuesWithDead().find(
    (one) => one.connectionId === connectionId && one.queue === queue,
  )?.dead
  if (filter === 'dead' && queue !== null && dead != null) {
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
        Remotejob can tell which of your jobs they are only once they are received.
      </EmptyState>
    )
  }
  if (filter === 'mine' && lost > 0) {
    return (
      <EmptyState
        icon={<Grab />}
        title="No claimed jobs"
        actions={<Button onClick={() => showJobs({ filter: 'needs-you' })}>Show what needs you</Button>}
      >
        {leasesLost(lost)}
      </EmptyState>
    )
  }
  if (filter === 'needs-you') {
    return (
      <EmptyState
        icon={<CircleCheck />}
        title="Nothing needs you"
        actions={<Button onClick={onShowAll}>Show all jobs</Button>}
      />
    )
  }
  const isOnlyState =
    filter !== null && state.period === 'any' && state.sizes === 'any' && state.group === null
  return (
    <EmptyState
      icon={isOnlyState ? <Inbox /> : <SearchX />}
      title={isOnlyState ? noneInState[filter] : 'No matching jobs'}
      actions={<Button onClick={onShowAll}>Show all jobs</Button>}
    >
      {filter !== null
        ? undefined
        : 'The search covers names and file names. Longer words are also looked up in keys and job ids.'}
    </EmptyState>
  )
}

/** Says how many leases were lost. */
export function leasesLost(count: number): string {
  return `${plural(count, 'lease was', 'leases were')} lost.`
}
