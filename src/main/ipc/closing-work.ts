import type { Claim } from '../../shared/jobs/claims.ts'
import type { TransfersSnapshot } from '../../shared/files/transfers.ts'

/**
 * Returns the work that stops when the app quits: held jobs, and transfers that would continue automatically.
 */
export function closingWork(
  claims: readonly Claim[],
  { counts }: Pick<TransfersSnapshot, 'counts'>,
): { readonly held: number; readonly moving: number; readonly leaseSeconds: number } {
  const held = claims.filter(({ outcome, lease }) => outcome === null && lease.state === 'held')
  // Not spread into the arguments of one call, because a queue can have 120,000 messages in flight.
  const shortest = held.reduce((least, { lease }) => Math.min(least, lease.durationMs), Infinity)
  const leaseMs = held.length === 0 ? 0 : shortest
  return {
    held: held.length,
    moving: counts.waiting + counts.running + counts.queueing + counts.reconnecting,
    leaseSeconds: Math.round(leaseMs / 1_000),
  }
}
