import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import type { ObjectsOutcome } from '../../shared/files/objects.ts'
import type { Direction } from '../../shared/queues/queues.ts'
import { call, callCancellable } from '../ipc/client.ts'

/** The key prefix of one bucket's pages. Invalidate it after an object is stored or removed. */
export const objectsKey = (connectionId: string, queue: string, direction: Direction) =>
  ['objects', connectionId, queue, direction] as const

/**
 * The objects of one direction, one page at a time. The key contains the connection, because two
 * connections may have queues of the same name. With `prefix`, only keys that start with it.
 */
export const objectsQuery = (connectionId: string, queue: string, direction: Direction, prefix = '') =>
  infiniteQueryOptions({
    queryKey: [...objectsKey(connectionId, queue, direction), prefix],
    queryFn: ({ pageParam }) => call('objects:list', { queue, direction, prefix, cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 10_000,
    gcTime: 60_000,
  })

/** The names of some objects. A name does not change while its object exists. */
export const objectNamesQuery = (connectionId: string, input: Omit<Input<'objects:names'>, 'requestId'>) =>
  queryOptions({
    queryKey: ['object-names', connectionId, input],
    queryFn: ({ signal }) => callCancellable('objects:names', input, { signal }),
    gcTime: 0,
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

export const storeObjects = () =>
  mutationOptions({
    mutationKey: ['objects:store'],
    mutationFn: (input: Input<'objects:store'>) => call('objects:store', input),
  })

export const saveSelectedObjects = () =>
  mutationOptions({
    mutationKey: ['objects:save-selected'],
    mutationFn: (input: Input<'objects:save-selected'>) => call('objects:save-selected', input),
  })

export const submitSelectedObjects = () =>
  mutationOptions({
    mutationKey: ['objects:submit-selected'],
    mutationFn: (input: Input<'objects:submit-selected'>) =>
      inSlices(input.keys, (keys) => call('objects:submit-selected', { ...input, keys })),
  })

export const removeSelectedObjects = (connectionId: string) =>
  mutationOptions({
    mutationKey: ['objects:remove-selected'],
    mutationFn: (input: Input<'objects:remove-selected'>) =>
      inSlices(input.keys, (keys) => call('objects:remove-selected', { ...input, keys })),
    onSettled: (_result, _error, { queue, direction }, _onMutate, { client }) =>
      client.invalidateQueries({ queryKey: objectsKey(connectionId, queue, direction) }),
  })

/** The maximum number of keys that main accepts. */
const mostKeys = 1_000

/** Applies an action to all keys in slices, and sums up the outcomes. */
async function inSlices(
  keys: readonly string[],
  act: (slice: string[]) => Promise<ObjectsOutcome>,
): Promise<ObjectsOutcome> {
  const outcome: ObjectsOutcome = { done: 0, failed: [], moreFailed: 0 }
  for (let start = 0; start < keys.length; start += mostKeys) {
    // oxlint-disable-next-line no-await-in-loop -- the server is busy enough with one slice
    const { done, failed, moreFailed } = await act(keys.slice(start, start + mostKeys))
    outcome.done += done
    outcome.failed.push(...failed)
    outcome.moreFailed += moreFailed
  }
  return outcome
}
