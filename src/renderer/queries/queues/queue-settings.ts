import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import { call } from '../../ipc/client.ts'

const settingsKey = ['queue-settings'] as const

/** The settings of a job queue's SQS queues. Fetched each time they are shown. */
export const queueSettingsQuery = (connectionId: string, queue: string) =>
  queryOptions({
    queryKey: [...settingsKey, connectionId, queue],
    queryFn: () => call('queue-settings:read', { queue }),
    staleTime: 0,
    gcTime: 60_000,
  })

const inPlace = { errorShownInPlace: true }

function readAgain(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: settingsKey })
}

export const changeQueueSettings = () =>
  mutationOptions({
    mutationKey: ['queue-settings:change'],
    mutationFn: (input: Input<'queue-settings:change'>) => call('queue-settings:change', input),
    onSuccess: (_result, _input, _onMutate, { client }) => readAgain(client),
    meta: inPlace,
  })

export const addDeadLetters = () =>
  mutationOptions({
    mutationKey: ['queue-settings:add-dead-letters'],
    mutationFn: (input: Input<'queue-settings:add-dead-letters'>) =>
      call('queue-settings:add-dead-letters', input),
    onSuccess: (_result, _input, _onMutate, { client }) => readAgain(client),
    meta: inPlace,
  })

/** The messages that a purge would delete. Fetched each time. */
export const purgePlanQuery = (connectionId: string, input: Input<'queue-settings:plan-purge'>) =>
  queryOptions({
    queryKey: ['purge-plan', connectionId, input],
    queryFn: () => call('queue-settings:plan-purge', input),
    staleTime: 0,
    gcTime: 0,
  })

export const purgeQueue = () =>
  mutationOptions({
    mutationKey: ['queue-settings:purge'],
    mutationFn: (input: Input<'queue-settings:purge'>) => call('queue-settings:purge', input),
    onSuccess: (_result, _input, _onMutate, { client }) => readAgain(client),
    meta: inPlace,
  })

export const undoPurge = () =>
  mutationOptions({
    mutationKey: ['queue-settings:undo-purge'],
    mutationFn: (input: Input<'queue-settings:undo-purge'>) => call('queue-settings:undo-purge', input),
    onSuccess: (_result, _input, _onMutate, { client }) => readAgain(client),
    meta: inPlace,
  })
