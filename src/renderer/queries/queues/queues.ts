import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { call } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

export const queuesKey = ['queues'] as const

/** All of the active connection's job queues, with their depths. */
export const queuesQuery = () => pushedQuery(queuesKey, () => call('queues:list', null))

/** A job queue's buckets and queues, with their state. Checked each time they are shown. */
export const queueResourcesQuery = (connectionId: string, config: QueueConfig) =>
  queryOptions({
    queryKey: ['queue-resources', connectionId, config],
    queryFn: () => call('queues:describe', config),
    staleTime: 0,
    gcTime: 0,
  })

/** The region of the queues, for a job queue whose buckets exist here but whose queues do not. */
export const queuesElsewhereQuery = (connectionId: string, config: QueueConfig) =>
  queryOptions({
    queryKey: ['queues-elsewhere', connectionId, config],
    queryFn: () => call('queues:find-elsewhere', config),
    staleTime: 0,
    gcTime: 0,
  })

export const addQueue = () =>
  mutationOptions({
    mutationKey: ['queues:add'],
    mutationFn: (input: Input<'queues:add'>) => call('queues:add', input),
    meta: { errorShownInPlace: true },
  })

export const forgetQueue = () =>
  mutationOptions({
    mutationKey: ['queues:forget'],
    mutationFn: (input: Input<'queues:forget'>) => call('queues:forget', input),
  })

export const watchQueue = () =>
  mutationOptions({
    mutationKey: ['queues:watch'],
    mutationFn: (input: Input<'queues:watch'>) => call('queues:watch', input),
    // If this fails, the depths only grow older, and the view shows their age.
    meta: { errorShownInPlace: true },
  })

export const refreshQueue = () =>
  mutationOptions({
    mutationKey: ['queues:refresh'],
    mutationFn: (input: Input<'queues:refresh'>) => call('queues:refresh', input),
    // The queue's state contains its last poll's error.
    meta: { errorShownInPlace: true },
  })
