import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import type { TransfersSnapshot, TransferState } from '../../shared/transfers.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const transfersKey = ['transfers'] as const

/** The transfers of this session and unfinished ones of the previous session. */
export const transfersQuery = () => pushedQuery(transfersKey, () => call('transfers:list', null))

const active = ['waiting', 'running', 'queueing', 'reconnecting'] as const satisfies TransferState[]
const activeStates: ReadonlySet<TransferState> = new Set(active)

/** Whether a transfer is in progress or will continue without user action. */
export function isActive(state: TransferState): boolean {
  return activeStates.has(state)
}

/** The number of active transfers. Uses `counts`, because the list is truncated. */
export function activeCount({ counts }: TransfersSnapshot): number {
  return active.reduce((sum, state) => sum + counts[state], 0)
}

type OnTransfer = `transfers:${'pause' | 'resume' | 'cancel' | 'retry' | 'show-saved'}`
type OnAll = `transfers:${'pause' | 'resume' | 'cancel' | 'retry'}-all` | 'transfers:clear'

const onTransfer = <C extends OnTransfer>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (transfer: Input<C>) => call(channel, transfer),
  })

const onAll = <C extends OnAll>(channel: C) =>
  mutationOptions({ mutationKey: [channel], mutationFn: () => call(channel, null as Input<C>) })

export const pauseTransfer = () => onTransfer('transfers:pause')
export const resumeTransfer = () => onTransfer('transfers:resume')
export const cancelTransfer = () => onTransfer('transfers:cancel')
export const retryTransfer = () => onTransfer('transfers:retry')
export const showSavedTransfer = () => onTransfer('transfers:show-saved')

export const moveTransfer = () =>
  mutationOptions({
    mutationKey: ['transfers:move'],
    mutationFn: (input: Input<'transfers:move'>) => call('transfers:move', input),
  })

export const pauseAllTransfers = () => onAll('transfers:pause-all')
export const resumeAllTransfers = () => onAll('transfers:resume-all')
export const cancelAllTransfers = () => onAll('transfers:cancel-all')
export const retryAllTransfers = () => onAll('transfers:retry-all')
export const clearTransfers = () => onAll('transfers:clear')
