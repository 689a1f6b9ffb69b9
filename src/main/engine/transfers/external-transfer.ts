import type { Transfer } from '../../../shared/files/transfers.ts'
import { toWire } from '../errors/engine-error.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { TransferList } from './transfer-list.ts'
import { notifyWaiters } from './transfer-record.ts'
import { isEnded } from './transfer-states.ts'
import type { TransferRecord } from './transfer-record.ts'

/** A transfer performed by other code. */
export type ExternalTransferRequest = Pick<
  Transfer,
  'kind' | 'connectionId' | 'queue' | 'direction' | 'name' | 'bytesTotal' | 'claimId'
>

/** Reports a transfer performed by other code to the list. Calls after its end do nothing. */
export class ExternalTransfer {
  readonly #record: TransferRecord
  readonly #list: TransferList
  readonly #now: () => number
  /** Aborts when the user cancels the transfer or the app closes. */
  readonly signal: AbortSignal

  constructor(record: TransferRecord, list: TransferList, now: () => number) {
    const abort = new AbortController()
    record.abort = abort
    this.signal = abort.signal
    this.#record = record
    this.#list = list
    this.#now = now
  }

  get id(): string {
    return this.#record.info.id
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

  /** Ends the transfer: as cancelled for `CANCELLED`, otherwise as failed. */
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
    this.#list.change(this.#record, { ...change, finishedAt: this.#now() })
    notifyWaiters(this.#record)
  }
}
