import type { MoveTo, TransferState } from '../../../shared/transfers.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Runner } from './runner.ts'
import type { TransferList } from './transfer-list.ts'
import { isEnded, isMoving } from './transfer-record.ts'
import type { TransferRecord, TransferWork } from './transfer-record.ts'

const canPause: ReadonlySet<TransferState> = new Set(['waiting', 'running', 'reconnecting', 'interrupted'])
/** A stored object without a message is asked about one by one: it may be the only copy. */
const cancelledWithAll: ReadonlySet<TransferState> = new Set([
  'waiting',
  'running',
  'queueing',
  'reconnecting',
  'paused',
  'interrupted',
])

/** What the person can ask of one transfer, and of all. */
export class TransferCommands {
  readonly #list: TransferList
  readonly #runner: Runner
  readonly #renew: (record: TransferRecord, work: TransferWork) => void

  constructor(
    list: TransferList,
    runner: Runner,
    renew: (record: TransferRecord, work: TransferWork) => void,
  ) {
    this.#list = list
    this.#runner = runner
    this.#renew = renew
  }

  pause(record: TransferRecord): void {
    // One whose message is being sent is done in a moment.
    if (record.work === null || !canPause.has(record.facts.state)) return
    this.#runner.pause(record, record.work)
  }

  resume(record: TransferRecord): void {
    const { facts, work } = record
    if (work === null || facts.state !== 'paused') return
    this.#renew(record, work)
    if (work.queue !== null) this.#runner.begin(record, work, () => work.noteResume())
    else this.#runner.await(record, () => work.noteResume())
  }

  cancel(record: TransferRecord): void {
    if (!isEnded(record.facts.state)) this.#runner.cancel(record)
  }

  /** @throws EngineError BAD_REQUEST for a claim's result; NOT_CONNECTED */
  retry(record: TransferRecord): void {
    const { facts, work } = record
    if (isMoving(facts.state) || facts.state === 'done') return
    if (facts.state === 'paused') return this.resume(record)
    if (work === null) {
      throw new EngineError('BAD_REQUEST', 'A result cannot be sent on its own.', {
        hint: 'Complete the claim again.',
      })
    }
    this.#renew(record, work)
    if (work.queue === null) {
      throw new EngineError('NOT_CONNECTED', 'The connection of this upload is not ready.', {
        hint:
          facts.state === 'interrupted'
            ? 'Connect first; it then goes on by itself.'
            : 'Connect first, then try again.',
        retryable: true,
      })
    }
    this.#runner.begin(record, work)
  }

  move(record: TransferRecord, to: MoveTo): void {
    if (this.#list.move(record, to)) this.#runner.reorder()
  }

  pauseAll(): void {
    for (const record of this.#list.unfinished()) this.pause(record)
  }

  resumeAll(): void {
    for (const record of this.#list.unfinished()) this.resume(record)
  }

  /** All that moves, waits or is paused. */
  cancelAll(): void {
    for (const record of this.#list.unfinished()) {
      if (cancelledWithAll.has(record.facts.state)) this.cancel(record)
    }
  }

  /** All that failed or is stored without a message, as far as its connection is ready. */
  retryAll(): void {
    for (const record of [...this.#list.unfinished(), ...this.#list.ended()]) {
      const { facts, work } = record
      if (work === null || (facts.state !== 'failed' && facts.state !== 'stored')) continue
      this.#renew(record, work)
      if (work.queue !== null) this.#runner.begin(record, work)
    }
  }

  clear(): void {
    for (const record of this.#list.clear()) {
      const { facts, work } = record
      if (facts.state === 'failed' && work !== null) void this.#runner.hold(record, () => work.forget())
    }
  }
}
