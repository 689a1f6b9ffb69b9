import type { Transfer, TransfersSnapshot, TransferState } from '../../../shared/files/transfers.ts'
import { needsUser } from '../../../shared/files/transfer-needs.ts'

/** The progress bar on the app's icon, from 0 to 1. `error` is true if one of the transfers needs the user. */
export interface IconProgress {
  readonly value: number
  readonly mode: 'normal' | 'error'
}

/** The states of transfers that continue without the user. */
const moving: readonly TransferState[] = ['waiting', 'running', 'queueing', 'reconnecting']

/** The states of transfers that have ended, or wait for the user. Paused ones are neither. */
const ended: readonly TransferState[] = [
  'done',
  'stored',
  'unconfirmed',
  'interrupted',
  'failed',
  'cancelled',
]

type Counts = TransfersSnapshot['counts']

/**
 * The progress of a batch: all transfers since the last time that none was running. It counts bytes while the
 * snapshot lists every transfer of the batch, and files otherwise.
 */
export class BatchProgress {
  /** Before the batch began: the ended transfers of each state, and the ids of those that were listed. */
  #before: Partial<Counts> = {}
  #idsBefore: ReadonlySet<string> = new Set()

  /** Returns the progress to show for a snapshot, or `null` if no transfer is running. */
  update({ transfers, counts }: Pick<TransfersSnapshot, 'transfers' | 'counts'>): IconProgress | null {
    const left = sum(counts, moving)
    if (left === 0) {
      this.#before = counts
      this.#idsBefore = new Set(transfers.map(({ id }) => id))
      return null
    }
    const before = this.#forgetCleared(counts)
    const endedNow = sum(counts, ended) - sum(before, ended)
    const needing = ended.filter(needsUser)
    const own = transfers.filter((one) => !this.#idsBefore.has(one.id) && one.state !== 'paused')
    const value =
      own.length === endedNow + left ? shareOfBytes(own) : shareOfFiles(own, endedNow, endedNow + left)
    return { value, mode: sum(counts, needing) > sum(before, needing) ? 'error' : 'normal' }
  }

  /** Returns the ended transfers of earlier batches, without those that the user has removed from the list since. */
  #forgetCleared(counts: Counts): Counts {
    const before = { ...counts }
    for (const state of ended) before[state] = Math.min(counts[state], this.#before[state] ?? 0)
    this.#before = before
    return before
  }
}

function sum(counts: Counts, states: readonly TransferState[]): number {
  return states.reduce((total, state) => total + counts[state], 0)
}

function isEnded({ state }: Transfer): boolean {
  return ended.includes(state)
}

/** Empty files and files of unknown size count as one byte. */
function sizeOf({ bytesTotal }: Transfer): number {
  return Math.max(1, bytesTotal ?? 1)
}

function doneOf(one: Transfer): number {
  return isEnded(one) ? sizeOf(one) : Math.min(one.bytesDone, sizeOf(one))
}

function shareOfBytes(transfers: readonly Transfer[]): number {
  const total = transfers.reduce((bytes, one) => bytes + sizeOf(one), 0)
  return transfers.reduce((bytes, one) => bytes + doneOf(one), 0) / total
}

function shareOfFiles(listed: readonly Transfer[], endedFiles: number, files: number): number {
  const parts = listed.filter((one) => !isEnded(one)).map((one) => doneOf(one) / sizeOf(one))
  return (endedFiles + parts.reduce((total, part) => total + part, 0)) / files
}
