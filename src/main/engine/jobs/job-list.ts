import { jobEntryKey } from '../../../shared/jobs/job-entry-key.ts'
import type { JobDetail, JobEntry, JobsChange, JobsView, JobsWindow } from '../../../shared/jobs/jobs.ts'
import { Emitter } from '../async/emitter.ts'
import { PacedTask, type Pace } from '../async/paced-task.ts'
import type { After } from '../async/timer.ts'
import { describeJob } from './job-detail.ts'
import type { JobStore, StoredEntry } from './job-store.ts'
import { joinWindow, type JoinSources } from './join-window.ts'

/** The window is read four times a second under constant change, and sooner after an idle period. */
const reading: Pace = { minMs: 100, everyMs: 250, burst: 4 }
const joining: Pace = reading

/** Options of a {@link JobList}. */
export interface JobListOptions extends JoinSources {
  readonly store: JobStore
  /** Called when the window cannot be read. */
  readonly onError?: (error: unknown) => void
  readonly now?: () => number
  readonly after?: After
}

/** The part of a list shown on the page. */
export interface WatchRequest {
  readonly watchId: number
  readonly view: JobsView
  readonly offset: number
  readonly limit: number
}

interface Shown {
  readonly entry: JobEntry
  /** The request as text, for comparisons. */
  readonly text: string
}

interface Watched extends WatchRequest {
  total: number
  stored: readonly StoredEntry[]
  entries: ReadonlyMap<string, Shown>
  /** The total last sent to the page. */
  pushedTotal: number
  pushed: ReadonlyMap<string, Shown>
}

/**
 * The list of jobs, which joins what is on disk with the transfers and claims of this session. It keeps only
 * the part shown on the page, and reports its changes.
 */
export class JobList {
  readonly #options: JobListOptions
  readonly #changed = new Emitter()
  readonly #read: PacedTask
  readonly #join: PacedTask
  readonly #stopListening: readonly (() => void)[]
  /** The latest request, whose first read may still be in progress. */
  #requested: WatchRequest | null = null
  #watched: Watched | null = null
  #storeChanges = 0
  #revision = 0

  constructor(options: JobListOptions) {
    this.#options = options
    const { store, transfers, claims, now, after } = options
    const clock = { ...(now && { now }), ...(after && { after }) }
    this.#read = new PacedTask({ pace: reading, run: () => this.#readAgain(), ...clock })
    this.#join = new PacedTask({ pace: joining, run: () => this.#joinAgain(), ...clock })
    this.#stopListening = [
      store.onChange(() => {
        this.#storeChanges += 1
        if (this.#watched !== null) this.#read.request()
      }),
      // Only joins the visible rows again, without a read, because most changes are progress.
      transfers.onChange(() => this.#rejoin()),
      claims.onChange(() => this.#rejoin()),
    ]
  }

  /** Returns a part of a list, and watches it instead of the previous one. */
  async watch(request: WatchRequest): Promise<JobsWindow> {
    this.#requested = request
    const { view, offset, limit } = request
    const changesBefore = this.#storeChanges
    const { total, entries: stored } = await this.#options.store.window(view, offset, limit)
    const entries = this.#show(stored)
    this.#revision += 1
    const shown = [...entries.values()].map(({ entry }) => entry)
    const window = { revision: this.#revision, offset, total, entries: shown }
    if (this.#requested !== request) return window
    this.#watched = { ...request, total, stored, entries, pushedTotal: total, pushed: entries }
    if (this.#storeChanges !== changesBefore) this.#read.request()
    return window
  }

  /** Stops watching. */
  unwatch(): void {
    this.#requested = null
    this.#watched = null
  }

  /** Calls the listener when {@link takeChange} has something to return. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /**
   * Returns the changes in the watched window since the last call, or `null` if there are none. Only one
   * reader may use it.
   */
  takeChange(): JobsChange | null {
    const watched = this.#watched
    if (watched === null || !hasChanged(watched)) return null
    const { watchId, offset, total, entries, pushed } = watched
    const changed = [...entries].flatMap(([key, { entry, text }]) =>
      pushed.get(key)?.text === text ? [] : [entry],
    )
    watched.pushed = entries
    watched.pushedTotal = total
    this.#revision += 1
    return {
      watchId,
      revision: this.#revision,
      offset,
      total,
      order: [...entries.keys()],
      entries: changed,
    }
  }

  /** Returns a job's details, or `null`. */
  async describe(id: number): Promise<JobDetail | null> {
    const { store } = this.#options
    const detail = await store.describe(id)
    if (detail === null) return null
    const links = detail.from === null ? detail.again : [detail.from, ...detail.again]
    return describeJob(detail, links.length === 0 ? [] : await store.jobs(links), this.#options)
  }

  /** Resolves once no read is in progress. */
  settled(): Promise<void> {
    return this.#read.settled()
  }

  close(): void {
    this.unwatch()
    for (const stop of this.#stopListening) stop()
    this.#read.close()
    this.#join.close()
  }

  async #readAgain(): Promise<void> {
    const watched = this.#watched
    // If another window has been requested, its first read includes these changes.
    if (watched === null || watched.watchId !== this.#requested?.watchId) return
    try {
      const { total, entries } = await this.#options.store.window(watched.view, watched.offset, watched.limit)
      if (this.#watched !== watched) return
      watched.total = total
      watched.stored = entries
      this.#joinAgain()
    } catch (error) {
      this.#options.onError?.(error)
    }
  }

  #rejoin(): void {
    if (this.#watched !== null && this.#watched.stored.length > 0) this.#join.request()
  }

  #joinAgain(): void {
    const watched = this.#watched
    if (watched === null) return
    watched.entries = this.#show(watched.stored)
    if (hasChanged(watched)) this.#changed.emit()
  }

  #show(stored: readonly StoredEntry[]): ReadonlyMap<string, Shown> {
    const entries = joinWindow(stored, this.#options)
    return new Map(entries.map((entry) => [jobEntryKey(entry), { entry, text: JSON.stringify(entry) }]))
  }
}

function hasChanged({ total, entries, pushedTotal, pushed }: Watched): boolean {
  if (entries === pushed && total === pushedTotal) return false
  if (total !== pushedTotal || entries.size !== pushed.size) return true
  const before = [...pushed]
  return [...entries].some(
    ([key, { text }], index) => before[index]?.[0] !== key || before[index][1].text !== text,
  )
}
