import type { Transfer, TransferState } from './transfers.ts'

// No zod at run time: the page uses this.

/** The states of transfers that only go on if the user decides something. */
const waitingForUser: ReadonlySet<TransferState> = new Set(['failed', 'stored', 'unconfirmed', 'interrupted'])

/** Whether the user has to decide how a transfer continues. */
export function needsUser(state: TransferState): boolean {
  return waitingForUser.has(state)
}

/**
 * Whether Needs you lists it as a transfer: it waits for the user. A submitted file whose upload has failed is left out,
 * because it is listed as a job.
 */
export function isListedInNeedsYou({ kind, state }: Pick<Transfer, 'kind' | 'state'>): boolean {
  if (state === 'paused' || state === 'interrupted') return true
  return kind !== 'submit' && needsUser(state)
}
