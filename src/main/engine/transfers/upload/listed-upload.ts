import type { TransferList } from '../transfer-list.ts'
import { reportChange, type TransferChange, type TransferRecord } from '../transfer-record.ts'
import type { SendHold } from './send-hold.ts'
import type { UploadContext, UploadServices } from './upload-context.ts'

/** If more messages than this are unsent, an upload keeps its slot until its message is sent. */
const maxQueueing = 256

/** What all uploads in the list share. */
export interface UploadHost {
  readonly services: UploadServices
  readonly list: TransferList
  readonly hold: SendHold
}

/** Connects one upload with its record in the list. There may be thousands of these, so they hold nothing else. */
export class ListedUpload implements UploadContext {
  readonly #host: UploadHost
  #record: TransferRecord | null = null

  constructor(host: UploadHost) {
    this.#host = host
  }

  get services(): UploadServices {
    return this.#host.services
  }

  /** Call this before the upload starts. */
  attach(record: TransferRecord): void {
    this.#record = record
  }

  change(change: TransferChange): void {
    if (this.#record !== null) reportChange(this.#host.list, this.#record, change)
  }

  release(): void {
    const { hold, list } = this.#host
    const sendsAt = this.#record?.info.sendsAt ?? null
    // There may be many more held messages, which wait for the clock, not for the queue.
    if (hold.holds(sendsAt) || list.count('queueing') - hold.size < maxQueueing) this.#record?.release?.()
  }

  async holdBack(signal: AbortSignal): Promise<void> {
    const sendsAt = this.#record?.info.sendsAt ?? null
    await this.#host.hold.wait(sendsAt, signal)
    if (sendsAt !== null) this.change({ sendsAt: null })
  }
}
