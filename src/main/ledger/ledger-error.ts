import { EngineError } from '../engine/errors/engine-error.ts'
import type { LedgerFault } from './ledger-message.ts'

/** What main throws for it. The sentence names no folder. */
export function toLedgerError({ code, message }: LedgerFault): EngineError {
  const cause = new Error(`${code}: ${message}`)
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT') {
    return new EngineError('DISK_FULL', 'The disk is full, so the history cannot be written.', {
      hint: 'Make room on the disk of this app’s data, then try again.',
      retryable: true,
      cause,
    })
  }
  return new EngineError('INTERNAL', 'The history cannot be written.', {
    hint: 'Check that this app’s data folder may be written, then restart the app.',
    cause,
  })
}
