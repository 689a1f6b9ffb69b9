import { directionOf } from './claim-complete.ts'
import type { ClaimList } from './claim-list.ts'
import { connectedQueue, payloadAddress } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { SaveTarget } from '../downloads/save-file.ts'
import { isEnded } from '../transfers/transfer-states.ts'
import type { TransferOutcome } from '../transfers/transfer-record.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** What saving the payload of a claim takes. */
export interface ClaimSavePlace {
  readonly list: ClaimList
  readonly transfers: Transfers
  readonly closing: AbortSignal
}

/**
 * Starts to save a claim's payload and answers with the transfer's id. `acknowledge` is written down with the plan.
 * @throws EngineError NOT_CONNECTED, and where there is nothing to read.
 */
export function startSave(
  record: ClaimRecord,
  target: SaveTarget,
  acknowledge: boolean,
  transfers: Transfers,
): string {
  const { bucket, key } = payloadAddress(record)
  const queue = connectedQueue(record)
  const transferId = transfers.save({
    queue,
    connectionId: record.connectionId,
    direction: directionOf(record),
    bucket,
    key,
    name: record.fileName,
    bytesTotal: record.payload?.size ?? null,
    target,
    claimId: record.id,
    acknowledge,
  })
  const { signal } = record.abort
  signal.addEventListener('abort', () => transfers.cancel(transferId), { once: true })
  return transferId
}

/**
 * Waits for a save, however long the person or its connection holds it up, and notes where the file went.
 * @throws EngineError CANCELLED, and what went wrong.
 */
export async function noteSave(
  record: ClaimRecord,
  transferId: string,
  place: ClaimSavePlace,
): Promise<void> {
  const { list, transfers, closing } = place
  const { saved, error } = await saveEnd(transfers, transferId, closing)
  if (saved === null) throw error ?? new EngineError('CANCELLED')
  list.note(record, 'saved', saved.fileName, { savedPath: saved.path })
  // What could not be looked at before has just been read.
  list.change(record, { saved, payloadError: null })
}

/** @throws EngineError CANCELLED where it was taken off the list, or the app closes. */
async function saveEnd(transfers: Transfers, id: string, closing: AbortSignal): Promise<TransferOutcome> {
  for (;;) {
    const end = await transfers.finished(id).catch(() => {
      throw new EngineError('CANCELLED')
    })
    if (isEnded(end.transfer.state)) return end
    await nextChange({ on: (listener) => transfers.onChange(listener) }, closing)
  }
}

/** Waits for the next change. @throws EngineError CANCELLED when the app closes. */
export function nextChange(
  source: { on(listener: () => void): () => void },
  closing: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      stop()
      reject(new EngineError('CANCELLED'))
    }
    const stop = source.on(() => {
      stop()
      closing.removeEventListener('abort', cancel)
      resolve()
    })
    closing.addEventListener('abort', cancel, { once: true })
    if (closing.aborted) cancel()
  })
}
