import type { LedgerFault } from '../ledger-message.ts'

/** An error of SQLite or the file system as it crosses to main. */
export function faultOf(error: unknown): LedgerFault {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown }
  return { code: typeof code === 'string' ? code : 'UNKNOWN', message: String(message ?? error) }
}
