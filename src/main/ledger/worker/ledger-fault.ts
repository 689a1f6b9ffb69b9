import type { LedgerFault } from '../ledger-message.ts'

/** Converts an error from SQLite or the file system to a fault that can be sent to main. */
export function toLedgerFault(error: unknown): LedgerFault {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  return { code: typeof code === 'string' ? code : 'UNKNOWN', message: String(message ?? error) }
}
