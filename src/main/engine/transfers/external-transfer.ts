import type { Transfer } from '../../../shared/transfers.ts'
import { toWire } from '../errors/engine-error.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { TransferList } from './transfer-list.ts'
import { notifyWaiters } from './transfer-record.ts'
import { isEnded } from './transfer-states.ts'
import type { TransferRecord } from './transfer-record.ts'

/** What is known of a transfer that somebody else drives. */
export type ExternalTransferRequest = Pick<
  Transfer,
  'kind' | 'connectionId' | 'queue' | 'direction' | 'name' | 'bytesTotal' | 'claimId'
>

/** A transfer in the list that somebody else drives. Its end comes once; calls after it do nothing. */
export class ExternalTransfer {
  readonly #record: TransferRecord
  readonly #list: TransferList
  readonly #now: () => number

  constructor(record: TransferRecord, list: TransferList, now: () => number) {
    this.#record = record
    this.#list = list
    this.#now = now
  }

  get id(): string {
    return this.#record.info.id
  }

  /** Aborts when the person cancels the transfer, or the app closes. */
  get signal(): AbortSignal {
    return this.#record.abort.signal
  }

  progress(bytesDone: number, bytesTotal: number): void {
    if (this.#ended()) return
    this.#list.change(this.#record, { state: 'running', bytesDone, bytesTotal })
  }

  done(key: string, jobId: string | null): void {
    if (this.#ended()) return
    const { bytesTotal, bytesDone } = this.#record.info
    const bytes = bytesTotal ?? bytesDone
    this.#end({ state: 'done', key, jobId, bytesDone: bytes })
  }

  /** CANCELLED ends it as cancelled, all else as failed. */
  fail(error: EngineError): void {
    if (this.#ended()) return
    this.#record.failure = error
    if (error.code === 'CANCELLED') this.#end({ state: 'cancelled' })
    else this.#end({ state: 'failed', error: toWire(error) })
  }

  #ended(): boolean {
    return isEnded(this.#record.info.state)
  }

  #end(change: Parameters<TransferList['change']>[1]): void {
    this.#list.change(this.#record, { ...change, endedAt: this.#now() })
    notifyWaiters(this.#record)
  }
}
