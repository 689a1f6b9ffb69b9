import { jobEntryKey } from '../../../shared/jobs/job-entry-key.ts'
import type { JobDetail, JobEntry, JobsChange, JobsView, JobsWindow } from '../../../shared/jobs/jobs.ts'
import { Emitter } from '../async/emitter.ts'
import { PacedTask, type Pace } from '../async/paced-task.ts'
import type { After } from '../async/timer.ts'
import { describeJob } from './job-detail.ts'
import type { JobStore, StoredEntry } from './job-store.ts'
import { joinWindow, type JoinSources } from './join-window.ts'

/** The window is read again four times a second under constant change, sooner after a quiet time. */
const reading: Pace = { leastMs: 100, everyMs: 250, burst: 4 }
const joining: Pace = reading

/** Options of a {@link JobList}. */
export interface JobListOptions extends JoinSources {
  readonly store: JobStore
  /** Called when the window cannot be read. */
  readonly onError?: (error: unknown) => void
  readonly now?: () => number
  readonly after?: After
}

/** The part of a list that the page shows. */
export interface WatchRequest {
  readonly watchId: number
  readonly view: JobsView
  readonly offset: number
  readonly limit: number
}

interface Shown {
  readonly entry: JobEntry
  /** To compare it. */
  readonly text: string
}

interface Watched extends WatchRequest {
  total: number
  stored: readonly StoredEntry[]
  entries: ReadonlyMap<string, Shown>
  /** As the page has them. */
  pushedTotal: number
  pushed: ReadonlyMap<string, Shown>
}

/**
 * The list of jobs: what is on disk, joined with the transfers and claims of this session. It keeps only the part that
 * the page shows, and tells what has changed in it.
 */
export class JobList {
  readonly #options: JobListOptions
  readonly #changed = new Emitter()
  readonly #read: PacedTask
  readonly #join: PacedTask
  readonly #stopListening: readonly (() => void)[]
  /** The latest request, whose first reading may still be in progress. */
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
      // The rows on screen are joined again, without a reading: most changes are the progress of others.
      transfers.onChange(() => this.#rejoin()),
      claims.onChange(() => this.#rejoin()),
    ]
  }

  /** Returns a part of a list, and watches it instead of the one before. */
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

  /** Watches nothing anymore. */
  unwatch(): void {
    this.#requested = null
    this.#watched = null
  }

  /** Calls the listener when {@link takeChange} has something to return. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /**
   * Returns the changes in the watched window since the last call, or `null` if there are none. For
   * one reader only.
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

  /** Everything about a job, or `null`. */
  async describe(id: number): Promise<JobDetail | null> {
    const { store } = this.#options
    const detail = await store.describe(id)
    if (detail === null) return null
    const links = detail.from === null ? detail.again : [detail.from, ...detail.again]
    return describeJob(detail, links.length === 0 ? [] : await store.jobs(links), this.#options)
  }

  /** Resolves once no reading is in progress. */
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
    if (watched === null) return
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
