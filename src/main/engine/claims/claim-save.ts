import { isResult } from './claim-file-name.ts'
import { directionOf } from './claim-complete.ts'
import type { ClaimList } from './claim-list.ts'
import { connectedQueue, payloadAddress } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { SaveTarget } from '../downloads/save-file.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** Options for saving a claim's payload. */
export interface ClaimSaveOptions {
  readonly target: SaveTarget
  /** The requested file name. Default: the payload's own. Ignored for a result, which is named after its object. */
  readonly name?: string | undefined
  readonly acknowledge: boolean
}

/** Values for the file name and folder of a claim's payload. They are not safe to use in a path. */
export interface SaveInfo {
  readonly fileName: string
  readonly jobId: string
  readonly queue: string
  /** The `path` field: the file's path on the sender's computer, with `/`. */
  readonly path: string | null
}

export function saveInfo({ fileName, job, queueName }: ClaimRecord): SaveInfo {
  return { fileName, jobId: job.id, queue: queueName, path: job.fields['path'] ?? null }
}

/** Dependencies for saving a claim's payload. */
export interface ClaimSaveContext {
  readonly list: ClaimList
  readonly transfers: Transfers
  /** Fires when the app closes. */
  readonly closing: AbortSignal
}

/**
 * Starts saving a claim's payload and returns the transfer's id. `acknowledge` is saved with the plan, so
 * that a restart knows what to do next.
 *
 * @throws EngineError `NOT_CONNECTED`, and the errors of {@link payloadAddress}.
 */
export function startSave(
  record: ClaimRecord,
  { target, name, acknowledge }: ClaimSaveOptions,
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
    // A result is named after its object or its key, once its first bytes have arrived.
    ...(!isResult(record.job) && { name: name ?? record.fileName }),
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
 * Waits for a save, even while it is paused or its connection is down, and records where the file is.
 *
 * @throws EngineError `CANCELLED` when the app closes, and the error of the save.
 */
export async function finishSave(
  record: ClaimRecord,
  transferId: string,
  { list, transfers, closing }: ClaimSaveContext,
): Promise<void> {
  const { saved, error } = await transfers.outcomeOf(transferId, closing).catch(async (reason: unknown) => {
    // A cancelled save still has to remove its part file.
    await transfers.finished(transferId).catch(() => undefined)
    throw reason
  })
  if (saved === null) throw error ?? new EngineError('CANCELLED')
  list.note(record, 'saved', saved.fileName, { savedPath: saved.path })
  // The payload has just been read, so an earlier error no longer applies.
  list.change(record, { saved, payloadError: null })
}
