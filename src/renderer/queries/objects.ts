import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import type { Direction } from '../../shared/queues.ts'
import { call } from '../ipc/client.ts'

/** The key prefix of one bucket's pages. Invalidate it after an object was stored or removed. */
export const objectsKey = (connectionId: string, queue: string, direction: Direction) =>
  ['objects', connectionId, queue, direction] as const

/**
 * The objects of one direction, one page at a time. The key contains the connection, because two connections
 * may have queues with the same name.
 */
export const objectsQuery = (connectionId: string, queue: string, direction: Direction) =>
  infiniteQueryOptions({
    queryKey: objectsKey(connectionId, queue, direction),
    queryFn: ({ pageParam }) => call('objects:list', { queue, direction, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 10_000,
    gcTime: 60_000,
  })

/** One object's size, type and fields. */
export const objectQuery = (connectionId: string, object: Input<'objects:describe'>) =>
  queryOptions({
    queryKey: ['object', connectionId, object.queue, object.direction, object.key],
    queryFn: () => call('objects:describe', object),
    staleTime: 10_000,
  })

export const retrieveObject = () =>
  mutationOptions({
    mutationKey: ['objects:retrieve'],
    mutationFn: (input: Input<'objects:retrieve'>) => call('objects:retrieve', input),
  })

export const triggerObject = () =>
  mutationOptions({
    mutationKey: ['objects:trigger'],
    mutationFn: (input: Input<'objects:trigger'>) => call('objects:trigger', input),
  })

export const storeObjects = () =>
  mutationOptions({
    mutationKey: ['objects:store'],
    mutationFn: (input: Input<'objects:store'>) => call('objects:store', input),
  })

export const removeObject = (connectionId: string) =>
  mutationOptions({
    mutationKey: ['objects:remove'],
    mutationFn: (input: Input<'objects:remove'>) => call('objects:remove', input),
    onSuccess: (_result, { queue, direction }, _onMutate, { client }) =>
      client.invalidateQueries({ queryKey: objectsKey(connectionId, queue, direction) }),
  })
