import { useQuery } from '@tanstack/react-query'
import { needsYouEntries } from '../../../shared/jobs/needs-you.ts'
import type { QueueFigures } from '../../../shared/metrics/metrics.ts'
import { isListedInNeedsYou } from '../../../shared/files/transfer-needs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { countOfFilter, countsOf, jobCountsQuery } from './jobs.ts'
import { useQueuesWithDead } from '../queues/metrics.ts'
import { transfersQuery } from '../transfers.ts'

/** Everything that needs the user. */
export interface NeedsYou {
  /** The number of jobs that were lost, have failed or are dead. */
  readonly jobs: number
  /** The number of jobs with results that the user has neither opened nor saved. */
  readonly unsaved: number
  readonly queuesWithDead: readonly QueueFigures[]
  /** Transfers without a job, and those that are paused or unfinished. */
  readonly transfers: readonly Transfer[]
  /** The number of further transfers. */
  readonly moreTransfers: number
  /** The number of things that need the user. A queue's dead letters count as one. Unsaved results do not count. */
  readonly entries: number
}

/** Returns what needs the user, across all connections and job queues. */
export function useNeedsYou(): NeedsYou {
  const jobCounts = useQuery(jobCountsQuery()).data
  const counts = countsOf(jobCounts, { connectionId: null, queue: null })
  const snapshot = useQuery(transfersQuery()).data
  const queuesWithDead = useQueuesWithDead()
  const jobs = counts === null ? 0 : countOfFilter(counts, 'needs-you')
  const unsaved = counts?.result ?? 0
  const transfers = snapshot?.transfers.filter(isListedInNeedsYou) ?? []
  const allTransfers = Math.max(snapshot?.needsYou ?? 0, transfers.length)
  return {
    jobs,
    unsaved,
    queuesWithDead,
    transfers,
    moreTransfers: allTransfers - transfers.length,
    entries: needsYouEntries({ jobs: jobCounts ?? null, transfers: allTransfers, queues: queuesWithDead }),
  }
}
