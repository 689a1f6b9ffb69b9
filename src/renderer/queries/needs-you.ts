import { useQuery } from '@tanstack/react-query'
import { needsYouEntries } from '../../shared/jobs/needs-you.ts'
import type { QueueFigures } from '../../shared/metrics/metrics.ts'
import { isListedInNeedsYou } from '../../shared/files/transfer-needs.ts'
import type { Transfer } from '../../shared/files/transfers.ts'
import { countOfFilter, countsOf, jobCountsQuery } from './jobs.ts'
import { useQueuesWithDead } from './metrics.ts'
import { transfersQuery } from './transfers.ts'

/** Everything that waits for the user. */
export interface NeedsYou {
  /** How many jobs were lost, have failed or are dead. */
  readonly jobs: number
  /** How many jobs have results that the user has neither opened nor saved. */
  readonly unsaved: number
  readonly queuesWithDead: readonly QueueFigures[]
  /** The transfers that are no jobs, or are paused or unfinished. */
  readonly transfers: readonly Transfer[]
  /** How many more of them there are. */
  readonly moreTransfers: number
  /** How many entries the list has. All unsaved results are one entry, and so are the dead letters of a queue. */
  readonly entries: number
}

/** What needs the user, over all connections and job queues. */
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
