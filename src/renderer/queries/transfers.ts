import { mutationOptions } from '@tanstack/react-query'
import type { Input } from '../../shared/ipc/contract.ts'
import type { TransfersSnapshot, TransferState } from '../../shared/files/transfers.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const transfersKey = ['transfers'] as const

/** This session's transfers, and unfinished ones from the previous session. */
export const transfersQuery = () => pushedQuery(transfersKey, () => call('transfers:list', null))

const active = ['waiting', 'running', 'queueing', 'reconnecting'] as const satisfies TransferState[]
const activeStates: ReadonlySet<TransferState> = new Set(active)

/** True if a transfer is in progress or will continue without the user. */
export function isActive(state: TransferState): boolean {
  return activeStates.has(state)
}

/** Returns the number of transfers that need a decision from the user. */
export function needsUserCount({ counts }: TransfersSnapshot): number {
  return counts.failed + counts.stored + counts.unconfirmed + counts.interrupted
}

/** Returns the number of active transfers. Uses `counts`, because the list is truncated. */
export function activeCount({ counts }: TransfersSnapshot): number {
  return active.reduce((sum, state) => sum + counts[state], 0)
}

type TransferChannel = `transfers:${'pause' | 'resume' | 'cancel' | 'retry' | 'confirm' | 'show-saved'}`
type AllTransfersChannel = `transfers:${'pause' | 'resume' | 'cancel' | 'retry'}-all` | 'transfers:clear'

const transferMutation = <C extends TransferChannel>(channel: C) =>
  mutationOptions({
    mutationKey: [channel],
    mutationFn: (transfer: Input<C>) => call(channel, transfer),
  })

const allTransfersMutation = <C extends AllTransfersChannel>(channel: C) =>
  mutationOptions({ mutationKey: [channel], mutationFn: () => call(channel, null as Input<C>) })

export const pauseTransfer = () => transferMutation('transfers:pause')
export const resumeTransfer = () => transferMutation('transfers:resume')
export const cancelTransfer = () => transferMutation('transfers:cancel')
export const retryTransfer = () => transferMutation('transfers:retry')
export const confirmTransfer = () => transferMutation('transfers:confirm')
export const showSavedTransfer = () => transferMutation('transfers:show-saved')

export const moveTransfer = () =>
  mutationOptions({
    mutationKey: ['transfers:move'],
    mutationFn: (input: Input<'transfers:move'>) => call('transfers:move', input),
  })

export const pauseAllTransfers = () => allTransfersMutation('transfers:pause-all')
export const resumeAllTransfers = () => allTransfersMutation('transfers:resume-all')
export const cancelAllTransfers = () => allTransfersMutation('transfers:cancel-all')
export const retryAllTransfers = () => allTransfersMutation('transfers:retry-all')
export const clearTransfers = () => allTransfersMutation('transfers:clear')
