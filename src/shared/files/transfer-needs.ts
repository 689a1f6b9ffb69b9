import type { Transfer, TransferState } from './transfers.ts'

// No zod at run time: the page uses this.

/** The states in which a transfer waits for the user's decision. */
const waitingForUser: ReadonlySet<TransferState> = new Set(['failed', 'stored', 'unconfirmed', 'interrupted'])

/** True if the user has to decide how a transfer continues. */
export function needsUser(state: TransferState): boolean {
  return waitingForUser.has(state)
}

/**
 * True if Needs you lists it as a transfer: it needs the user. A submitted file whose upload failed
 * is listed as a job instead.
 */
export function isListedInNeedsYou({ kind, state }: Pick<Transfer, 'kind' | 'state'>): boolean {
  if (state === 'paused' || state === 'interrupted') return true
  return kind !== 'submit' && needsUser(state)
}
