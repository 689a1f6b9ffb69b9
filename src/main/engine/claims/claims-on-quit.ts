import type { ClaimLifecycle } from './claim-lifecycle.ts'
import type { ClaimRecord } from './claim-record.ts'

/** Stops a claim's activity and makes its message visible again, if it is still held. */
export async function releaseHeld(
  record: ClaimRecord,
  reason: unknown,
  lifecycle: ClaimLifecycle,
): Promise<void> {
  record.abort.abort(reason)
  await record.work
  if (record.outcome !== null) return
  await record.lease.stop()
  // A release would move it to the dead-letter queue. The next launch can recover the claim while its lease lasts.
  if (record.deadLetter !== null) return
  if (record.lease.held && record.queue !== null) await lifecycle.finish(record, 'released')
}

/**
 * Stops renewing a claim, so that its message stays in flight until the lease expires. The next launch
 * continues a save. A completion has to start over.
 */
export async function keepHeld(record: ClaimRecord, reason: unknown): Promise<void> {
  if (record.activity !== 'saving') {
    record.abort.abort(reason)
    await record.work
  }
  await record.lease.stop()
}
