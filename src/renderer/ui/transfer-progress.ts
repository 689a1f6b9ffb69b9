import type { Transfer } from '../../shared/files/transfers.ts'

/** Returns a transfer's progress from 0 to 1, or `null` if its size is unknown. */
export function transferProgress(transfer: Pick<Transfer, 'bytesDone' | 'bytesTotal'>): number | null {
  if (transfer.bytesTotal === null) return null
  return transfer.bytesTotal === 0 ? 1 : transfer.bytesDone / transfer.bytesTotal
}
