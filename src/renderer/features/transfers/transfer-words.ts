import type { Transfer } from '../../../shared/transfers.ts'
import { formatCount } from '../../ui/format.ts'

/** Whether bytes go up to the bucket; else they come down to this computer. */
export function goesUp(transfer: Transfer): boolean {
  return transfer.kind !== 'save'
}

const states = {
  waiting: 'Waiting for its turn',
  queueing: 'Sending its message',
  reconnecting: 'Reconnecting',
  paused: 'Paused',
  stored: 'Stored, not queued',
  interrupted: 'Interrupted',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const

const done = {
  submit: 'Submitted',
  store: 'Stored',
  result: 'Result stored',
  save: 'Saved',
} as const satisfies Record<Transfer['kind'], string>

/** Whether the person can let it rest. What is being sent is done in a moment. */
export function canPause({ kind, state }: Transfer): boolean {
  return kind !== 'result' && (state === 'waiting' || state === 'running' || state === 'reconnecting')
}

/** Whether it has a place among those that wait, which can be changed. */
export function canMove({ kind, state }: Transfer): boolean {
  return kind !== 'result' && (state === 'waiting' || state === 'reconnecting' || state === 'paused')
}

/** The state of a transfer in words. */
export function stateWord(transfer: Transfer): string {
  if (transfer.state === 'done') return done[transfer.kind]
  if (transfer.state === 'running') return goesUp(transfer) ? 'Uploading' : 'Saving'
  return states[transfer.state]
}

const upwards = {
  submit: 'Job for',
  store: 'Object for',
  result: 'Result for',
} as const satisfies Record<Exclude<Transfer['kind'], 'save'>, string>

/** Where it goes to or comes from: `Job for demo`, `From demo, into /home/ada/Downloads`. */
export function placeWord(transfer: Transfer): string {
  if (transfer.kind !== 'save') return `${upwards[transfer.kind]} ${transfer.queue}`
  return `From ${transfer.queue}${transfer.folder === null ? '' : `, into ${transfer.folder}`}`
}

/** `340,000 of 1,000,000 bytes`. */
export function exactProgress({ bytesDone, bytesTotal }: Transfer): string {
  const of = bytesTotal === null ? '' : ` of ${formatCount(bytesTotal)}`
  return `${formatCount(bytesDone)}${of} bytes`
}

/** Seconds left at the present speed, or `null` where that cannot be told. */
export function secondsLeft(transfer: Transfer): number | null {
  if (transfer.state !== 'running' || transfer.bytesTotal === null || transfer.bytesPerSecond <= 0)
    return null
  return Math.ceil((transfer.bytesTotal - transfer.bytesDone) / transfer.bytesPerSecond)
}

/** What giving up an upload that waits for the person does; `null` where there is nothing to give up. */
export function removeWords({ state }: Transfer): string | null {
  const stays = 'The file on this computer stays as it is.'
  if (state === 'stored') {
    return `No message is sent, and the stored object is removed from its bucket. ${stays}`
  }
  if (state !== 'interrupted') return null
  return `It does not go on, and no message is sent. Where its connection is ready, what was stored is removed from its bucket. ${stays}`
}

/** Whether the person can have another go, and what that does. */
export function retryWord(transfer: Transfer): string | null {
  if (transfer.state === 'stored') return 'Send its message'
  if (transfer.state === 'interrupted') return 'Go on'
  return transfer.state === 'failed' ? 'Try again' : null
}
