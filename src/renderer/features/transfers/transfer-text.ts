import type { Transfer, TransfersSnapshot, TransferState } from '../../../shared/files/transfers.ts'
import { needsUser } from '../../../shared/files/transfer-needs.ts'
import { formatCount } from '../../ui/text/format.ts'

export const transferGroups = ['moving', 'waiting', 'failed', 'done'] as const
/** The drawer's groups. `failed` includes everything that needs the user. */
export type TransferGroup = (typeof transferGroups)[number]

const waitingStates: ReadonlySet<TransferState> = new Set(['waiting', 'paused', 'reconnecting'])
const doneStates: ReadonlySet<TransferState> = new Set(['done', 'cancelled'])

export function groupOf(state: TransferState): TransferGroup {
  if (needsUser(state)) return 'failed'
  if (doneStates.has(state)) return 'done'
  return waitingStates.has(state) ? 'waiting' : 'moving'
}

/** Returns a group's size, including transfers that are not listed. */
export function countOfGroup({ counts }: TransfersSnapshot, group: TransferGroup): number {
  const states = Object.entries(counts) as [TransferState, number][]
  return states.reduce((sum, [state, count]) => (groupOf(state) === group ? sum + count : sum), 0)
}

/** True for uploads. */
export function isUpload(transfer: Transfer): boolean {
  return transfer.kind !== 'save'
}

/** Returns the first group that has transfers, in tab order. */
export function firstGroup(snapshot: TransfersSnapshot): TransferGroup {
  return transferGroups.find((group) => countOfGroup(snapshot, group) > 0) ?? 'moving'
}

const stateLabels = {
  waiting: 'Waiting',
  queueing: 'Uploaded',
  reconnecting: 'Reconnecting',
  paused: 'Paused',
  stored: 'Uploaded, not in queue',
  unconfirmed: 'Uploaded, not confirmed',
  interrupted: 'Interrupted',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const

const doneLabels = {
  submit: 'In queue',
  store: 'Uploaded',
  result: 'Result uploaded',
  save: 'Saved',
} as const satisfies Record<Transfer['kind'], string>

/** True if the user can pause it. Sending a message is too short for that. */
export function canPause({ kind, state }: Transfer): boolean {
  return kind !== 'result' && (state === 'waiting' || state === 'running' || state === 'reconnecting')
}

/** True if it waits in the queue, where it can be moved. */
export function canMove({ kind, state }: Transfer): boolean {
  return kind !== 'result' && (state === 'waiting' || state === 'reconnecting' || state === 'paused')
}

/** Returns the label of a transfer's state. */
export function stateLabel(transfer: Transfer): string {
  if (transfer.state === 'done') return doneLabels[transfer.kind]
  if (transfer.state === 'running') return isUpload(transfer) ? 'Uploading' : 'Saving'
  return stateLabels[transfer.state]
}

const uploadPrefixes = {
  submit: 'Job for',
  store: 'File for',
  result: 'Result for',
} as const satisfies Record<Exclude<Transfer['kind'], 'save'>, string>

/** Describes the source or destination: `Job for demo`, `From demo, into /home/ada/Downloads`. */
export function locationText(transfer: Transfer): string {
  if (transfer.kind !== 'save') return `${uploadPrefixes[transfer.kind]} ${transfer.queue}`
  return `From ${transfer.queue}${transfer.folder === null ? '' : `, into ${transfer.folder}`}`
}

/** Formats the progress as `340,000 of 1,000,000 bytes`. */
export function exactProgress({ bytesDone, bytesTotal }: Transfer): string {
  const of = bytesTotal === null ? '' : ` of ${formatCount(bytesTotal)}`
  return `${formatCount(bytesDone)}${of} bytes`
}

/** Returns the seconds left at the current speed, or `null` if unknown. */
export function secondsLeft(transfer: Transfer): number | null {
  if (transfer.state !== 'running' || transfer.bytesTotal === null || transfer.bytesPerSecond <= 0)
    return null
  return Math.ceil((transfer.bytesTotal - transfer.bytesDone) / transfer.bytesPerSecond)
}

/** Returns the retry button's label, or `null` if it cannot be retried. */
export function retryLabel(transfer: Transfer): string | null {
  if (transfer.state === 'stored') return 'Send the message'
  if (transfer.state === 'unconfirmed') return 'Send again'
  if (transfer.state === 'interrupted') return 'Continue'
  return transfer.state === 'failed' ? 'Retry' : null
}
