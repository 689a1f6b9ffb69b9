import { useEffect } from 'react'
import {
  mutationOptions,
  queryOptions,
  replaceEqualDeep,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import {
  noJobs,
  jobStates,
  statesOfFilter,
  type JobFilter,
  type JobState,
} from '../../../shared/jobs/job-state.ts'
import { jobEntryKey } from '../../../shared/jobs/job-entry-key.ts'
import type {
  JobCountsSnapshot,
  JobEntry,
  JobScope,
  JobSelection,
  JobsView,
} from '../../../shared/jobs/jobs.ts'
import type { WatchedWindow } from '../../ipc/apply-jobs-change.ts'
import { call, callCancellable } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

/** The key prefix of all parts of job lists. Main pushes the changes of the one that was fetched last. */
export const jobsWindowKey = ['jobs-window'] as const
export const jobCountsKey = ['job-counts'] as const
/** The key prefix of a job's details. */
export const jobKey = ['job'] as const

/** Which entries of a list to show. `limit`: 200 at most. */
export interface JobsRange {
  readonly offset: number
  readonly limit: number
}

/** Starts with the time, so that a reloaded page does not mistake changes meant for the previous page for its own. */
let lastWatchId = Date.now()

/** The entries of the last part, so that unchanged rows do not re-render when the next part arrives. */
let lastEntries: readonly JobEntry[] = []

/** Returns the entries, reusing the known objects of unchanged ones. */
function withKnown(entries: readonly JobEntry[], known: readonly JobEntry[]): JobEntry[] {
  const byKey = new Map(known.map((entry) => [jobEntryKey(entry), entry]))
  return entries.map((entry) => replaceEqualDeep(byKey.get(jobEntryKey(entry)), entry))
}

/** True if a change belongs to the part that was fetched last. */
export function isOfLastWatch({ watchId }: { readonly watchId: number }): boolean {
  return watchId === lastWatchId
}

/**
 * A part of a job list. Main pushes its changes into the cache until another part is fetched, so only one can be
 * shown at a time. It is fetched again each time it is shown.
 */
export const jobsWindowQuery = (view: JobsView, { offset, limit }: JobsRange) =>
  queryOptions({
    queryKey: [...jobsWindowKey, view, offset, limit] as const,
    queryFn: async (): Promise<WatchedWindow> => {
      lastWatchId += 1
      const watchId = lastWatchId
      const window = await call('jobs:watch', { watchId, view, offset, limit })
      const entries = withKnown(window.entries, lastEntries)
      lastEntries = entries
      return { ...window, watchId, entries }
    },
    staleTime: 0,
    // Parts that are not watched become stale, and a long list has many of them.
    gcTime: 5_000,
    placeholderData: (known, query) =>
      query !== undefined && isSameList(query.queryKey[1], view) ? known : undefined,
  })

/**
 * Returns the entries of a list from `offset` on. While another part is being fetched, or the order
 * or text changes, `data` still has the previous part: position its entries by `data.offset`.
 */
export function useJobsWindow(view: JobsView, range: JobsRange): UseQueryResult<WatchedWindow> {
  const client = useQueryClient()
  const { offset } = range
  useEffect(() => {
    // Scrolling through a long list would otherwise leave many parts in the cache.
    client.removeQueries({
      queryKey: [...jobsWindowKey, view],
      type: 'inactive',
      predicate: ({ queryKey }) => queryKey[2] !== offset,
    })
  }, [client, view, offset])
  useEffect(() => {
    listsOnScreen += 1
    return () => {
      listsOnScreen -= 1
      // If another list replaces it, that one is already watched by then.
      setTimeout(() => {
        // An error does not matter: the next list is watched anyway.
        if (listsOnScreen === 0) call('jobs:unwatch', null).catch(() => undefined)
      })
    }
  }, [])
  return useQuery(jobsWindowQuery(view, range))
}

let listsOnScreen = 0

function isSameList(one: JobsView, other: JobsView): boolean {
  return (
    one.scope.connectionId === other.scope.connectionId &&
    one.scope.queue === other.scope.queue &&
    one.filter === other.filter &&
    one.group === other.group
  )
}

/** The number of jobs per state in each job queue. */
export const jobCountsQuery = () => pushedQuery(jobCountsKey, () => call('jobs:counts', null))

/** Returns the number of a scope's jobs in each state, or `null` until it is known. */
export function countsOf(
  snapshot: JobCountsSnapshot | undefined,
  scope: JobScope,
): Readonly<Record<JobState, number>> | null {
  if (snapshot === undefined) return null
  const sums = noJobs()
  for (const { connectionId, queue, counts } of snapshot.queues) {
    if (scope.connectionId !== null && scope.connectionId !== connectionId) continue
    if (scope.queue !== null && scope.queue !== queue) continue
    for (const state of jobStates) sums[state] += counts[state]
  }
  return sums
}

/** Returns the number of jobs that a filter shows. */
export function countOfFilter(counts: Readonly<Record<JobState, number>>, filter: JobFilter): number {
  return (statesOfFilter[filter] ?? jobStates).reduce((sum, state) => sum + counts[state], 0)
}

/** A job's details, or `null` if it is gone. Fetched again after each change. */
export const jobDetailQuery = (id: number) =>
  queryOptions({
    queryKey: [...jobKey, id] as const,
    queryFn: () => call('jobs:describe', { id }),
    staleTime: 0,
    gcTime: 10_000,
  })

/** A summary of selected jobs, of which the page has only some. `null` if it has all of them. */
export const selectedJobsQuery = (jobs: JobSelection | null) =>
  queryOptions({
    queryKey: ['selected-jobs', jobs] as const,
    queryFn: () => (jobs === null ? null : call('jobs:selected', { jobs })),
    enabled: jobs !== null,
    // Main reads it from memory, so this costs no requests.
    refetchInterval: 1_000,
    gcTime: 5_000,
  })

/** The jobs from one entry in a list to another. */
export const jobsBetween = () => jobsMutation('jobs:range')

/** Finds a job's position in a list, for scrolling. */
export const locateJob = () => jobsMutation('jobs:locate')

type JobsChannel =
  | 'jobs:range'
  | 'jobs:locate'
  | 'jobs:save-results'
  | 'jobs:open-results'
  | 'jobs:save-results-to'
  | 'jobs:show-results'
  | 'jobs:mark-seen'
  | 'jobs:undo-mark-seen'
  | 'jobs:retry'
  | 'jobs:take-back'
  | 'jobs:submit-again'
  | 'jobs:forget'
  | 'jobs:show-file'
  | 'jobs:copy'
  | 'jobs:drag'

const jobsMutation = <C extends JobsChannel>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (input: Input<C>) => call(channel, input),
  })

export const saveResults = () => jobsMutation('jobs:save-results')
export const openResults = () => jobsMutation('jobs:open-results')
export const saveResultsTo = () => jobsMutation('jobs:save-results-to')
export const showResults = () => jobsMutation('jobs:show-results')
export const markJobsSeen = () => jobsMutation('jobs:mark-seen')
export const undoMarkSeen = () => jobsMutation('jobs:undo-mark-seen')
export const retryJobs = () => jobsMutation('jobs:retry')
export const takeBackJobs = () => jobsMutation('jobs:take-back')
export const submitJobsAgain = () => jobsMutation('jobs:submit-again')
export const forgetJobs = () => jobsMutation('jobs:forget')
export const showJobFile = () => jobsMutation('jobs:show-file')
export const copyJobs = () => jobsMutation('jobs:copy')
export const dragJobFiles = () => jobsMutation('jobs:drag')

/**
 * Writes selected jobs, or a whole list, to a file. Aborting the signal stops it and throws
 * `CANCELLED`.
 */
export const exportJobs = () =>
  mutationOptions({
    mutationKey: ['jobs:export'],
    mutationFn: ({ signal, ...input }: Omit<Input<'jobs:export'>, 'requestId'> & { signal: AbortSignal }) =>
      callCancellable('jobs:export', input, { signal }),
  })
