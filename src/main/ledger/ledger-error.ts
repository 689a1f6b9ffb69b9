import { EngineError } from '../engine/errors/engine-error.ts'
import type { LedgerFault } from './ledger-message.ts'

/** Converts a fault to the error that main throws. Its message contains no path, because the page shows it. */
export function toLedgerError({ code, message }: LedgerFault): EngineError {
  const cause = new Error(`${code}: ${message}`)
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return new EngineError('DISK_FULL', 'The disk is full, so the history cannot be written.', {
      hint: 'Free some space on the disk with this app’s data, then try again.',
      retryable: true,
      cause,
    })
  }
  return new EngineError('INTERNAL', 'The history cannot be written.', {
    hint: 'Check that this app’s data folder is writable, then restart the app.',
    cause,
  })
}
