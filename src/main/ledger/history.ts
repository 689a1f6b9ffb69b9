import { basename } from 'node:path'
import type { HistoryFilter, HistoryPage, HistoryStatus, Retention } from '../../shared/jobs/history.ts'
import { Emitter } from '../engine/async/emitter.ts'
import type { LedgerChannel } from './ledger-channel.ts'

const jobsPerPage = 100
/** The minimum time between calls of the listeners. */
const notifyMs = 500

/** The searchable history of jobs that this app submitted, claimed or saved. */
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

  /** Returns the next jobs after `cursor`, newest first. `null` starts with the newest one. @throws EngineError INTERNAL */
  page(filter: HistoryFilter, cursor: number | null): Promise<HistoryPage> {
    return this.#channel.request('history:page', { filter, before: cursor, limit: jobsPerPage })
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

  /** Call it after jobs have been written or removed. */
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
