import type { LedgerWrite } from '../ledger-message.ts'

/** Whether a write may change a job, or how a list shows it. Depths and the numbers of requests are recorded all the time. */
export function changesJobs({ op }: LedgerWrite): boolean {
  return op !== 'depths:add' && op !== 'request-counts:add'
}
