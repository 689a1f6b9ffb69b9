import type { LedgerWrite } from '../ledger-message.ts'

/**
 * True if a write may change a job, or how a list shows it. Depths and request counts are recorded all the
 * time.
 */
export function changesJobs({ op }: LedgerWrite): boolean {
  return op !== 'depths:add' && op !== 'request-counts:add'
}
