import type { HeldClaim } from './claim-journal.ts'
import type { ClaimList } from './claim-list.ts'
import { inspectPayload } from './inspect-payload.ts'
import { deadLetterOf, recoveredClaimRecord } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { finishSave } from './claim-save.ts'
import { noteDuplicate } from './duplicate-delivery.ts'
import type { ClaimLifecycle } from './claim-lifecycle.ts'
import type { LeaseRenewer } from './leases/lease-renewer.ts'
import { heldJob } from './held-job.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { LeaseClock } from '../job-queue/lease-clock.ts'
import { EngineError } from '../errors/engine-error.ts'
import { LeaseDeadline } from '../job-queue/lease-deadline.ts'
import { leaseLost } from './leases/lease-loss.ts'
import type { UnfinishedSave } from '../transfers/transfer-journal.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { Transfers } from '../transfers/transfers.ts'

/** Options of {@link ClaimRecovery}. */
export interface ClaimRecoveryOptions {
  readonly list: ClaimList
  readonly lifecycle: ClaimLifecycle
  readonly renewer: LeaseRenewer
  readonly transfers: Transfers
  readonly connections: ConnectionLookup
  readonly clock: LeaseClock
  readonly closing: AbortSignal
}

/** Recovers the claims of a previous session. Leases that have not expired are renewed. The others are lost. */
export class ClaimRecovery {
  readonly #options: ClaimRecoveryOptions

  constructor(options: ClaimRecoveryOptions) {
    this.#options = options
  }

  /**
   * Lists the claims of a previous session. `saves` are their unfinished saves, which the transfers have
   * already recovered.
   */
  recover(held: readonly HeldClaim[], saves: readonly UnfinishedSave[]): void {
    const { list, renewer, lifecycle, clock } = this.#options
    const saveOf = new Map<string | null, UnfinishedSave>()
    for (const save of saves) if (save.step === 'planned') saveOf.set(save.claimId, save)
    for (const claim of held) {
      const deadline = LeaseDeadline.restored(clock, claim)
      const record = recoveredClaimRecord(claim, deadline, renewer, (self) => lifecycle.leaseChanged(self))
      list.add(record)
      noteDuplicate(record, list)
      const agoMs = clock.wall() - claim.deadline
      if (agoMs >= 0) record.lease.lose(leaseLost({ how: 'app-was-closed', agoMs }))
      record.lease.start()
      const save = saveOf.get(claim.id)
      if (save !== undefined) this.#followSave(record, save)
    }
    for (const connectionId of new Set(held.map((claim) => claim.connectionId)))
      this.onConnected(connectionId)
  }

  /**
   * Call this when a connection is ready. Immediately renews the claims that were waiting for it, to find out
   * whether they are still held.
   */
  onConnected(connectionId: string): void {
    const { list, connections, closing } = this.#options
    for (const record of list.all()) {
      const { held } = record
      if (record.queue !== null || held === null || record.connectionId !== connectionId) continue
      const queue = connections.queueOn(connectionId, record.queueName)
      if (queue === null) continue
      record.queue = queue
      record.job = heldJob(held, queue.names.buckets)
      queue.leases.set(record.job, record.lease.deadline)
      if (record.phase === 'waiting') record.phase = 'checking'
      list.touch(record)
      record.lease.renewNow()
      void inspectPayload(record, list, closing)
      void this.#readSettings(record, queue)
    }
  }

  async #readSettings(record: ClaimRecord, queue: JobQueue): Promise<void> {
    const { list, closing } = this.#options
    const settings = await queue.settings(record.job.status, { signal: closing }).catch(() => null)
    if (settings !== null) list.change(record, { deadLetter: deadLetterOf(record.job, settings) })
  }

  #followSave(record: ClaimRecord, save: UnfinishedSave): void {
    const { list, lifecycle, closing } = this.#options
    list.change(record, { activity: 'saving' })
    record.work = lifecycle.settle(record, async () => {
      await finishSave(record, save.id, this.#options)
      if (!save.acknowledge) return
      await untilConfirmed(record, closing)
      list.change(record, { activity: 'acknowledging' })
      await lifecycle.finish(record, 'acknowledged')
    })
  }
}

/**
 * Waits until the server has confirmed that the claim is still held, or the lease is lost.
 *
 * @throws EngineError `CANCELLED` when the app closes.
 */
async function untilConfirmed(record: ClaimRecord, closing: AbortSignal): Promise<void> {
  while (record.phase !== 'recovered' && record.lease.held) {
    if (closing.aborted) throw new EngineError('CANCELLED')
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        stop()
        closing.removeEventListener('abort', wake)
        resolve()
      }
      const stop = record.leaseChanged.on(wake)
      closing.addEventListener('abort', wake, { once: true })
    })
  }
}
