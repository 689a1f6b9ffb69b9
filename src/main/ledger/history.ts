import { basename } from 'node:path'
import type { HistoryFilter, HistoryPage, HistoryStatus, Retention } from '../../shared/history.ts'
import { Emitter } from '../engine/async/emitter.ts'
import type { ExportFormat } from './worker/export-text.ts'
import { exportJobs } from './export-file.ts'
import type { LedgerChannel } from './ledger-channel.ts'

const pageJobs = 100
/** At most this often listeners are told of a change. */
const tellMs = 500

/** What has become of the jobs of this app, for people to look at. */
export class History {
  readonly #channel: LedgerChannel
  readonly #changed = new Emitter()
  #retention: Retention
  #setAside: HistoryStatus['setAside'] = null
  #setAsidePath: string | null = null
  #revision = 1
  #told = true

  constructor(channel: LedgerChannel, retention: Retention) {
    this.#channel = channel
    this.#retention = retention
  }

  /** The next jobs, newest first, after the one called `cursor`. @throws EngineError INTERNAL */
  page(filter: HistoryFilter, cursor: number | null): Promise<HistoryPage> {
    return this.#channel.read('history:page', { filter, before: cursor, limit: pageJobs })
  }

  /**
   * Writes the jobs that pass the filter into a file, which has its name only once it is whole. Answers how many.
   * @throws EngineError CANCELLED; DISK_FULL; SAVE_FOLDER_READ_ONLY; FILE_UNREADABLE; INTERNAL
   */
  export(path: string, filter: HistoryFilter, format: ExportFormat, signal: AbortSignal): Promise<number> {
    return exportJobs(this.#channel, { path, filter, format, signal })
  }

  /** @throws EngineError INTERNAL */
  async status(): Promise<HistoryStatus> {
    const jobs = await this.#channel.read('history:count', null)
    return { revision: this.#revision, retention: this.#retention, jobs, setAside: this.#setAside }
  }

  /** Keeps jobs so long from now on; what is past that is removed bit by bit. @throws EngineError INTERNAL */
  async retain(retention: Retention): Promise<void> {
    this.#retention = retention
    await this.#channel.read('history:retain', retention)
    this.changed()
  }

  /** Notes that an earlier history is not shown, and where it lies. */
  setAside(why: 'damaged' | 'newer', path: string): void {
    this.#setAside = { why, fileName: basename(path) }
    this.#setAsidePath = path
    this.changed()
  }

  /** Where the history that is not shown lies. For main only. */
  get setAsidePath(): string | null {
    return this.#setAsidePath
  }

  /** The person knows of it. */
  forgetSetAside(): void {
    this.#setAside = null
    this.changed()
  }

  /** Calls the listener after changes, at most twice a second; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Something was written or removed. */
  changed(): void {
    this.#revision += 1
    if (!this.#told) return
    this.#told = false
    setTimeout(() => {
      this.#told = true
      this.#changed.emit()
    }, tellMs).unref()
  }
}
