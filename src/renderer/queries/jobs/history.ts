import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../../shared/ipc/contract.ts'
import { call } from '../../ipc/client.ts'
import { pushedQuery } from '../pushed-query.ts'

export const historyStatusKey = ['history-status'] as const

/** The number of jobs, their retention, and whether an earlier history is hidden. */
export const historyStatusQuery = () => pushedQuery(historyStatusKey, () => call('history:status', null))

export const retainHistory = () =>
  mutationOptions({
    mutationKey: ['history:retain'],
    mutationFn: (input: Input<'history:retain'>) => call('history:retain', input),
  })

export const showHiddenHistory = () =>
  mutationOptions({
    mutationKey: ['history:show-hidden-file'],
    mutationFn: () => call('history:show-hidden-file', null),
  })

export const dismissHiddenHistory = () =>
  mutationOptions({
    mutationKey: ['history:dismiss-hidden-file'],
    mutationFn: () => call('history:dismiss-hidden-file', null),
  })
