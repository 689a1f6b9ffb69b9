import { mutationOptions, queryOptions } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import { call } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

export const deadLettersKey = ['dead-letters'] as const

/** The dead letters that this session holds, by queue. */
export const deadLettersQuery = () => pushedQuery(deadLettersKey, () => call('dead-letters:list', null))

/** A job queue's dead-letter queues, with their counts. Read again each time they are shown. */
export const deadLetterQueuesQuery = (connectionId: string, queue: string) =>
  queryOptions({
    queryKey: ['dead-letter-queues', connectionId, queue],
    queryFn: () => call('dead-letters:describe', { queue }),
    staleTime: 0,
    gcTime: 60_000,
  })

const inPlace = { errorShownInPlace: true }

export const receiveDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:receive'],
    mutationFn: (input: Input<'dead-letters:receive'>) => call('dead-letters:receive', input),
    meta: inPlace,
  })

export const keepDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:keep'],
    mutationFn: (input: Input<'dead-letters:keep'>) => call('dead-letters:keep', input),
    meta: inPlace,
  })

export const putBackDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:put-back'],
    mutationFn: (input: Input<'dead-letters:put-back'>) => call('dead-letters:put-back', input),
    meta: inPlace,
  })

export const submitDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:submit-again'],
    mutationFn: (input: Input<'dead-letters:submit-again'>) => call('dead-letters:submit-again', input),
    meta: inPlace,
  })

export const submitAllDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:submit-all'],
    mutationFn: (input: Input<'dead-letters:submit-all'>) => call('dead-letters:submit-all', input),
    meta: inPlace,
  })

export const cancelDeadLetterMove = () =>
  mutationOptions({
    mutationKey: ['dead-letters:cancel'],
    mutationFn: (input: Input<'dead-letters:cancel'>) => call('dead-letters:cancel', input),
    meta: inPlace,
  })

export const removeDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:remove'],
    mutationFn: (input: Input<'dead-letters:remove'>) => call('dead-letters:remove', input),
    meta: inPlace,
  })

export const removeAllDeadLetters = () =>
  mutationOptions({
    mutationKey: ['dead-letters:remove-all'],
    mutationFn: (input: Input<'dead-letters:remove-all'>) => call('dead-letters:remove-all', input),
    meta: inPlace,
  })
