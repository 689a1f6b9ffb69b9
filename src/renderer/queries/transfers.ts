import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import type { TransfersSnapshot, TransferState } from '../../shared/transfers.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const transfersKey = ['transfers'] as const

/** The transfers of this run and what an earlier run left unfinished. */
export const transfersQuery = () => pushedQuery(transfersKey, () => call('transfers:list', null))

/** Whether a transfer is under way: its bytes move, or will without anyone doing anything. */
export function isActive(state: TransferState): boolean {
  return state === 'waiting' || state === 'running' || state === 'queueing'
}

/** How many are under way. The list itself is cut, so it is not counted. */
export function activeCount({ counts }: TransfersSnapshot): number {
  return counts.waiting + counts.running + counts.queueing
}

const onTransfer = <C extends 'transfers:cancel' | 'transfers:retry' | 'transfers:show-saved'>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (transfer: Input<C>) => call(channel, transfer),
  })

export const cancelTransfer = () => onTransfer('transfers:cancel')
export const retryTransfer = () => onTransfer('transfers:retry')
export const showSavedTransfer = () => onTransfer('transfers:show-saved')

export const clearTransfers = () =>
  mutationOptions({ mutationKey: ['transfers:clear'], mutationFn: () => call('transfers:clear', null) })
