import type { TakenBack } from '../../../shared/jobs/submit-group.ts'
import type { MoveTo } from '../../../shared/files/transfers.ts'
import { inSlices } from '../async/in-slices.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Runner } from './runner.ts'
import { takeBack } from './take-back.ts'
import type { TransferList } from './transfer-list.ts'
import type { TransferRecord } from './transfer-record.ts'
import { isCancelledWithAll, isEnded, isMoving, isPausable } from './transfer-states.ts'

/** What the user can do with the transfers in the list. */
export class TransferCommands {
  protected readonly list: TransferList
  protected readonly runner: Runner

  constructor(list: TransferList, runner: Runner) {
    this.list = list
    this.runner = runner
  }

  /**
   * Stops a transfer and keeps its progress, on the server or on disk. It stays paused after a restart. Does
   * nothing while its message is being sent. @throws EngineError TRANSFER_NOT_FOUND
   */
  pause(id: string): void {
    this.#pause(this.list.get(id))
  }

  /** Continues a paused transfer once it gets a slot. @throws EngineError TRANSFER_NOT_FOUND */
  resume(id: string): void {
    this.#resume(this.list.get(id))
  }

  /**
   * Stops a transfer at once and removes what it has stored, even after it has failed. Does nothing if it is
   * done. If its message is being sent, it ends as `stored`, and only a second cancel removes the object.
   *
   * @throws EngineError TRANSFER_NOT_FOUND
   */
  cancel(id: string): void {
    const record = this.list.get(id)
    const hasFailed = record.info.state === 'failed'
    // Other code ran this transfer, and will not retry it.
    if (hasFailed && record.work === null) this.list.change(record, { state: 'cancelled', error: null })
    else if (hasFailed || !isEnded(record.info.state)) this.runner.cancel(record)
  }

  /**
   * Retries a transfer that failed, was cancelled or interrupted, or is stored without a confirmed message.
   * @throws EngineError TRANSFER_NOT_FOUND; BAD_REQUEST for a claim's result; NOT_CONNECTED
   */
  retry(id: string): void {
    const record = this.list.get(id)
    const { work, info } = record
    const { state } = info
    if (isMoving(state) || state === 'done') return
    if (state === 'paused') return this.#resume(record)
    if (work === null) {
      throw new EngineError('BAD_REQUEST', 'A result cannot be sent on its own.', {
        hint: 'Complete the claim again.',
      })
    }
    if (!this.runner.refreshQueue(record, work)) {
      const isAutomatic = state === 'interrupted'
      throw new EngineError('NOT_CONNECTED', "This transfer's connection is not ready.", {
        hint: isAutomatic
          ? 'Connect first. It then continues automatically.'
          : 'Connect first, then try again.',
        retryable: true,
      })
    }
    this.runner.start(record, work)
  }

  /**
   * Marks an unconfirmed message as sent, because the user has seen that it was. @throws EngineError TRANSFER_NOT_FOUND
   */
  confirm(id: string): void {
    const record = this.list.get(id)
    if (record.info.state === 'unconfirmed' && record.work !== null) this.runner.confirm(record, record.work)
  }

  /**
   * Takes back submitted files whose messages have not been sent yet: stops their uploads, and removes stored
   * objects. `of` is the id of their group, or their own ids. Resolves once everything is removed.
   */
  async takeBack(of: string | readonly string[]): Promise<TakenBack> {
    const records =
      typeof of === 'string'
        ? this.list.all().filter(({ groupId }) => groupId === of)
        : of.flatMap((id) => (this.list.has(id) ? [this.list.get(id)] : []))
    return takeBack(records, this.runner)
  }

  /** Moves a waiting transfer among the waiting ones. @throws EngineError TRANSFER_NOT_FOUND */
  move(id: string, to: MoveTo): void {
    if (this.list.move(this.list.get(id), to)) this.runner.reorder()
  }

  /** Pauses every transfer that can be paused, but not later ones. Resolves once all are paused. */
  async pauseAll(): Promise<void> {
    await inSlices(this.#lastFirst(), (record) => this.#pause(record))
  }

  /** Resolves once all are resumed. */
  async resumeAll(): Promise<void> {
    await inSlices(this.list.unfinished(), (record) => this.#resume(record))
  }

  /**
   * Cancels every running, waiting or paused transfer. Stored objects without a message are kept. Resolves once
   * all are cancelled.
   */
  async cancelAll(): Promise<void> {
    await inSlices(this.#lastFirst(), (record) => {
      if (isCancelledWithAll(record.info.state)) this.runner.cancel(record)
    })
  }

  /**
   * Retries every transfer that failed or is stored without a message, if its connection is ready. Each
   * unconfirmed message needs its own decision.
   */
  async retryAll(): Promise<void> {
    await inSlices([...this.list.unfinished(), ...this.list.ended()], (record) => {
      const { info, work } = record
      if (work === null || (info.state !== 'failed' && info.state !== 'stored')) return
      if (this.runner.refreshQueue(record, work)) this.runner.start(record, work)
    })
  }

  /** Removes every finished transfer from the list, at once. Resolves once the journal has removed them. */
  async clear(): Promise<void> {
    await inSlices(this.list.clear(), (record) => {
      const { info, work } = record
      if (info.state === 'failed' && work !== null) void this.runner.runNext(record, () => work.forget())
    })
  }

  /**
   * Returns the unfinished transfers in reverse order, so that a freed slot does not start a transfer that is
   * about to be stopped.
   */
  #lastFirst(): TransferRecord[] {
    return this.list.unfinished().toReversed()
  }

  #pause(record: TransferRecord): void {
    if (record.work !== null && isPausable(record.info.state)) this.runner.pause(record, record.work)
  }

  #resume(record: TransferRecord): void {
    const { info, work } = record
    if (work === null || info.state !== 'paused') return
    const note = (): Promise<void> => work.noteResume()
    if (this.runner.refreshQueue(record, work)) this.runner.start(record, work, note)
    else this.runner.waitForConnection(record, note)
  }
}
