import type { HeldClaim } from './claim-journal.ts'
import { acknowledgeJob } from './claim-endings.ts'
import type { ClaimList } from './claim-list.ts'
import { describePayload } from './claim-payload.ts'
import { adoptedClaimRecord } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { noteTwins } from './claim-twins.ts'
import type { ClaimWork } from './claim-work.ts'
import { EngineError } from './errors.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { JobEndings } from './job-endings.ts'
import { heldJob } from './job-receiver.ts'
import type { LeaseClock } from './lease-clock.ts'
import { leaseLost } from './lease-loss.ts'
import { isEnded } from './transfers/transfer-record.ts'
import type { TransferEnd } from './transfers/transfer-record.ts'
import type { UnfinishedSave } from './transfers/journal.ts'
import type { QueueFor, Transfers } from './transfers/transfers.ts'

/** What adopting claims takes. */
export interface AdoptionOptions {
  readonly list: ClaimList
  readonly work: ClaimWork
  readonly heartbeat: Heartbeat
  readonly endings: JobEndings
  readonly transfers: Transfers
  readonly queueFor: QueueFor
  readonly clock: LeaseClock
  readonly closing: AbortSignal
}

/** Takes up the claims that a former run left: those whose lease still runs are renewed, the others lost. */
export class ClaimAdoption {
  readonly #options: AdoptionOptions

  constructor(options: AdoptionOptions) {
    this.#options = options
  }

  /** Lists what a former run held. `saves`: what it left of theirs, taken up by the transfers. */
  adopt(held: readonly HeldClaim[], saves: readonly UnfinishedSave[]): void {
    const { list, heartbeat, work, clock } = this.#options
    for (const claim of held) {
      const record = adoptedClaimRecord(claim, heartbeat, (self) => work.leaseChanged(self))
      list.add(record)
      noteTwins(record, list.all())
      const agoMs = clock.wall() - claim.deadline
      if (agoMs >= 0) record.lease.lose(leaseLost({ how: 'app-was-closed', agoMs }))
      record.lease.start()
      const save = saves.find(({ claimId, step }) => claimId === claim.id && step === 'planned')
      if (save !== undefined) this.#followSave(record, save)
    }
    for (const connectionId of new Set(held.map((claim) => claim.connectionId))) this.connect(connectionId)
  }

  /** A connection is ready: what waited for it is renewed at once, to learn whether it is still held. */
  connect(connectionId: string): void {
    const { list, queueFor, closing } = this.#options
    for (const record of list.all()) {
      const { held } = record
      if (record.queue !== null || held === null || record.connectionId !== connectionId) continue
      const queue = queueFor(connectionId, record.queueName)
      if (queue === null) continue
      record.queue = queue
      record.job = heldJob(held, queue.layout.buckets)
      if (record.standing === 'waiting') record.standing = 'checking'
      list.touch()
      record.lease.renewNow()
      void describePayload(record, list, closing)
    }
  }

  #followSave(record: ClaimRecord, save: UnfinishedSave): void {
    const { list, work, endings, transfers, closing } = this.#options
    list.change(record, { activity: 'saving' })
    record.work = work.settle(record, async () => {
      const { saved, error } = await saveEnd(transfers, save.id, closing)
      if (saved === null) throw error ?? new EngineError('CANCELLED')
      list.note(record, 'saved', saved.fileName, { savedPath: saved.path })
      list.change(record, { saved, payloadError: null })
      if (!save.acknowledge) return
      await untilKnown(record, list, closing)
      list.change(record, { activity: 'acknowledging' })
      await work.endWith(record, 'acknowledged', acknowledgeJob(endings))
    })
  }
}

/** Waits until it is known whether the claim is still held. */
async function untilKnown(record: ClaimRecord, list: ClaimList, closing: AbortSignal): Promise<void> {
  const isOpen = (): boolean => record.standing !== 'adopted' && record.lease.held
  while (isOpen()) await change(list.changed, closing)
}

/**
 * How a save of a former run ended, at last: it may wait for its connection or for the person meanwhile.
 * @throws EngineError CANCELLED where it was taken off the list.
 */
async function saveEnd(transfers: Transfers, id: string, closing: AbortSignal): Promise<TransferEnd> {
  for (;;) {
    const end = await transfers.finished(id).catch(() => {
      throw new EngineError('CANCELLED')
    })
    if (isEnded(end.transfer.state)) return end
    await change({ on: (listener) => transfers.onChange(listener) }, closing)
  }
}

/** Waits for the next change. @throws EngineError CANCELLED when the app closes. */
function change(source: { on(listener: () => void): () => void }, closing: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = (): void => {
      stop()
      reject(new EngineError('CANCELLED'))
    }
    const stop = source.on(() => {
      stop()
      closing.removeEventListener('abort', cancel)
      resolve()
    })
    closing.addEventListener('abort', cancel, { once: true })
    if (closing.aborted) cancel()
  })
}
