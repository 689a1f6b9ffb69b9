import { basename } from 'node:path'
import type { HistoryStatus, Retention } from '../../shared/jobs/history.ts'
import { Emitter } from '../engine/async/emitter.ts'
import type { LedgerChannel } from './ledger-channel.ts'

/** The minimum time between calls to the listeners. */
const notifyMs = 500

/** The history as a whole: how many jobs it has, how long it keeps them, and when it changes. */
export class History {
  readonly #channel: LedgerChannel
  readonly #changes = new Emitter()
  #retention: Retention
  #hiddenFile: HistoryStatus['hiddenFile'] = null
  #hiddenPath: string | null = null
  #revision = 1
  #isNotifyScheduled = false

  constructor(channel: LedgerChannel, retention: Retention) {
    this.#channel = channel
    this.#retention = retention
  }

  /** @throws EngineError INTERNAL */
  async status(): Promise<HistoryStatus> {
    const jobs = await this.#channel.request('history:count', null)
    return { revision: this.#revision, retention: this.#retention, jobs, hiddenFile: this.#hiddenFile }
  }

  /** Changes how long jobs are kept. Expired jobs are removed in the background. @throws EngineError INTERNAL */
  async retain(retention: Retention): Promise<void> {
    this.#retention = retention
    await this.#channel.request('history:retain', retention)
    this.noteChange()
  }

  /** Records that an existing history cannot be shown, and its path. */
  noteHiddenFile(why: 'damaged' | 'newer', path: string): void {
    this.#hiddenFile = { why, fileName: basename(path) }
    this.#hiddenPath = path
    this.noteChange()
  }

  /** The path of the history that cannot be shown, or `null`. The page must not see it. */
  get hiddenPath(): string | null {
    return this.#hiddenPath
  }

  /** Records that the user has dismissed the notice about the hidden history. */
  dismissHiddenFile(): void {
    this.#hiddenFile = null
    this.noteChange()
  }

  /** Calls the listener after changes, at most twice a second. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener)
  }

  /** Call this after jobs have been written or removed. */
  noteChange(): void {
    this.#revision += 1
    if (this.#isNotifyScheduled) return
    this.#isNotifyScheduled = true
    setTimeout(() => {
      this.#isNotifyScheduled = false
      this.#changes.emit()
    }, notifyMs).unref()
  }
}
