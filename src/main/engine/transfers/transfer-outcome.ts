import type { EngineError } from '../errors/engine-error.ts'
import { addWaiter, type TransferRecord } from './transfer-record.ts'
import { isEnded, isMoving } from './transfer-states.ts'

/**
 * Resolves once a transfer has finished or needs the user to continue. Once the app is closing, paused
 * transfers are not resumed.
 */
export async function untilSettled(record: TransferRecord, isClosing: () => boolean): Promise<void> {
  const isBusy = (): boolean => {
    const { state } = record.info
    return record.running !== null || isMoving(state) || (state === 'paused' && !isClosing())
  }
  while (isBusy()) await new Promise<void>((resolve) => addWaiter(record, resolve))
}

/**
 * Resolves once a transfer is done, has failed or was cancelled, and its work has ended. Rejects with the
 * signal's reason, or with the error that `closing` returns once the app closes.
 */
export async function untilEnded(
  record: TransferRecord,
  closing: () => EngineError | null,
  signal?: AbortSignal,
): Promise<void> {
  while (record.running !== null || !isEnded(record.info.state)) {
    const reason = record.running === null ? closing() : null
    if (reason !== null) throw reason
    await nextChange(record, signal)
  }
}

/** Resolves when its run or its state may have changed. */
function nextChange(record: TransferRecord, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const abort = (): void => {
      record.waiters = record.waiters?.filter((waiter) => waiter !== onChange) ?? null
      reject(signal?.reason)
    }
    const onChange = (): void => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }
    signal?.addEventListener('abort', abort, { once: true })
    addWaiter(record, onChange)
  })
}
