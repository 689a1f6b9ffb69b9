import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input, Output } from '../../../shared/ipc/contract.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { call, callCancellable } from '../../ipc/client.ts'

/** The account's job queues. Searched for again each time they are shown. */
export const discoveryQuery = (connectionId: string) =>
  queryOptions({
    queryKey: ['discovery', connectionId],
    queryFn: ({ signal }) => callCancellable('discovery:find', {}, { signal }),
    staleTime: 0,
    gcTime: 0,
  })

/** The usual settings of the buckets and queues that are created for a job queue. */
export const creationDefaultsQuery = (connectionId: string, config: QueueConfig) =>
  queryOptions({
    queryKey: ['creation-defaults', connectionId, config],
    queryFn: () => call('creation:prepare', config),
    staleTime: 0,
    gcTime: 0,
  })

/** The plan for new buckets and queues. */
export const creationPlanQuery = (connectionId: string, request: Input<'creation:plan'>) =>
  queryOptions({
    queryKey: ['creation-plan', connectionId, request],
    queryFn: () => call('creation:plan', request),
    staleTime: 60_000,
    // The old plan stays on screen until the new one has loaded.
    placeholderData: (before: Output<'creation:plan'> | undefined) => before,
  })

export const creationExportQuery = (connectionId: string, request: Input<'creation:export'>) =>
  queryOptions({
    queryKey: ['creation-export', connectionId, request],
    queryFn: () => call('creation:export', request),
    staleTime: 60_000,
  })

export const createJobQueue = () =>
  mutationOptions({
    mutationKey: ['creation:create'],
    mutationFn: (input: Input<'creation:create'>) => call('creation:create', input),
    meta: { errorShownInPlace: true },
  })

export const saveCreationExport = () =>
  mutationOptions({
    mutationKey: ['creation:save'],
    mutationFn: (input: Input<'creation:save'>) => call('creation:save', input),
    meta: { errorShownInPlace: true },
  })
