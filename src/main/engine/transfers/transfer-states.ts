import type { TransferState } from '../../../shared/files/transfers.ts'

const ended: ReadonlySet<TransferState> = new Set(['done', 'failed', 'cancelled'])
const moving: ReadonlySet<TransferState> = new Set(['waiting', 'running', 'queueing', 'reconnecting'])
const waiting: ReadonlySet<TransferState> = new Set(['waiting', 'reconnecting', 'paused'])
const pausable: ReadonlySet<TransferState> = new Set(['waiting', 'running', 'reconnecting', 'interrupted'])
const cancelledWithAll: ReadonlySet<TransferState> = new Set([...moving, 'paused', 'interrupted'])

/** True if nothing more happens without the user. `clear` removes these. */
export function isEnded(state: TransferState): boolean {
  return ended.has(state)
}

/** True if it is running, or will run without the user. */
export function isMoving(state: TransferState): boolean {
  return moving.has(state)
}

/** True if it waits for a slot, its connection or the user. The user can reorder these. */
export function isWaiting(state: TransferState): boolean {
  return waiting.has(state)
}

/**
 * True if it can be paused. A transfer whose message is being sent cannot, because it is done in a moment.
 */
export function isPausable(state: TransferState): boolean {
  return pausable.has(state)
}

/**
 * True if cancelling all transfers cancels it. A stored object without a message is kept: it may be
 * the only copy.
 */
export function isCancelledWithAll(state: TransferState): boolean {
  return cancelledWithAll.has(state)
}
