import type { FindResults } from '../../../shared/connections/connections.ts'
import type { QueuesSnapshot } from '../../../shared/queues/queues.ts'
import { Emitter } from '../async/emitter.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import type { Attention } from '../depths/poll-interval.ts'
import type { RequestBudget } from '../depths/request-budget.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import { endedCount } from './ended-count.ts'
import { QueueSearch, type NewResults, type ResultStore } from './queue-search.ts'

/** Options of a {@link ResultFinder}. */
export interface ResultFinderOptions {
  readonly store: ResultStore
  readonly connections: ConnectionLookup
  /** Returns the depth poller's budget for a connection. Searches use what the poller does not need. */
  readonly budgetOf: (connectionId: string) => RequestBudget
  /** When to search. Default: while the window is visible. */
  readonly when?: FindResults
  readonly now?: () => number
  readonly after?: After
  /** Called when results cannot be recorded. */
  readonly onError?: (error: unknown) => void
}

/** The minimum time between two searches in one job queue. */
const minMs = 1_000
/** The delay of the first search in job queues that are not on screen. */
const firstMs = 5_000
const spreadMs = 200

/**
 * Finds the results of the user's jobs without receiving messages: objects in the out bucket whose keys start
 * with the MessageId of a job. Searches at once when a job has ended in a job queue, and less and less often
 * while nothing happens.
 */
export class ResultFinder {
  readonly #options: ResultFinderOptions
  readonly #now: () => number
  readonly #after: After
  readonly #found = new Emitter<NewResults>()
  readonly #searches = new Map<string, QueueSearch>()
  readonly #timers = new Map<QueueSearch, () => void>()
  readonly #ended = new Map<string, number>()
  #connectionId = ''
  #watched: string | null = null
  #focused = true
  #visible = true
  #when: FindResults
  #closed = false

  constructor(options: ResultFinderOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
    this.#when = options.when ?? 'shown'
  }

  /** Sets the job queues of the active connection. */
  setQueues(names: readonly string[], connectionId: string): void {
    const isSame = connectionId === this.#connectionId
    for (const [name, search] of this.#searches) {
      if (isSame && names.includes(name)) continue
      this.#stopTimer(search)
      search.close()
      this.#searches.delete(name)
      this.#ended.delete(name)
    }
    this.#connectionId = connectionId
    for (const name of names) {
      if (!this.#searches.has(name)) this.#searches.set(name, this.#newSearch(connectionId, name))
    }
    this.#planAll()
  }

  /** Sets the job queue on screen, or `null`. */
  watch(name: string | null): void {
    if (name === this.#watched) return
    this.#watched = name
    this.#searches.get(name ?? '')?.onHint()
    this.#planAll()
  }

  setFocused(focused: boolean): void {
    this.#focused = focused
    this.#planAll()
  }

  setVisible(visible: boolean): void {
    const wasHidden = !this.#visible
    this.#visible = visible
    if (wasHidden && visible) this.#searches.get(this.#watched ?? '')?.onHint()
    this.#planAll()
  }

  /** Sets when to search. */
  setWhen(when: FindResults): void {
    this.#when = when
    this.#planAll()
  }

  /**
   * Searches a job queue now, for all of its jobs. Resolves when done. Does nothing if the user has turned
   * the search off.
   */
  async search(name: string): Promise<void> {
    const search = this.#searches.get(name)
    if (search === undefined || this.#when === 'never') return
    search.onHint()
    this.#stopTimer(search)
    await search.running
    await this.#run(search, true)
  }

  /** Call this with new depths. If they show that a job has ended, its result is searched for at once. */
  noteDepths({ connectionId, queues }: QueuesSnapshot): void {
    if (connectionId !== this.#connectionId) return
    for (const state of queues) {
      const { name } = state.config
      const ended = endedCount(state)
      const before = this.#ended.get(name)
      if (ended === null) continue
      this.#ended.set(name, ended)
      const search = this.#searches.get(name)
      if (search === undefined || before === undefined || ended === before) continue
      if (ended > before) search.onHint()
      else search.onChange()
      this.#plan(search)
    }
  }

  /** Calls the listener with new results, once per search. */
  onFound(listener: (found: NewResults) => void): () => void {
    return this.#found.on(listener)
  }

  /** Resolves when no search is in progress. */
  async settled(): Promise<void> {
    await Promise.all([...this.#searches.values()].map(async (search) => search.running))
  }

  close(): void {
    this.#closed = true
    for (const search of this.#searches.values()) {
      this.#stopTimer(search)
      search.close()
    }
  }

  #newSearch(connectionId: string, name: string): QueueSearch {
    const { store, connections, budgetOf } = this.#options
    return new QueueSearch({
      connectionId,
      name,
      store,
      queue: () => connections.queueOn(connectionId, name),
      circuit: () => connections.circuitFor(connectionId),
      budget: budgetOf(connectionId),
      now: this.#now,
    })
  }

  #attentionFor({ name }: QueueSearch): Attention {
    if (name !== this.#watched) return 'unwatched'
    if (!this.#visible) return 'hidden'
    return this.#focused ? 'focused' : 'unfocused'
  }

  #planAll(): void {
    for (const search of this.#searches.values()) this.#plan(search)
  }

  #plan(search: QueueSearch): void {
    this.#stopTimer(search)
    const isPaused = this.#when === 'never' || (this.#when === 'shown' && !this.#visible)
    if (this.#closed || isPaused || search.running !== null) return
    const stop = this.#after(this.#waitMs(search), () => {
      this.#timers.delete(search)
      void this.#run(search)
    })
    this.#timers.set(search, stop)
  }

  #waitMs(search: QueueSearch): number {
    const attention = this.#attentionFor(search)
    if (search.searchedAt !== null) {
      const dueAt = Math.max(search.dueAt(attention), search.searchedAt + minMs)
      return Math.max(0, dueAt - this.#now())
    }
    // Staggered, and after the queue on screen.
    return attention === 'unwatched' ? firstMs + [...this.#searches.values()].indexOf(search) * spreadMs : 0
  }

  async #run(search: QueueSearch, isForced = false): Promise<void> {
    try {
      const found = await search.run(this.#attentionFor(search), isForced)
      if (found !== null) this.#found.emit(found)
    } catch (error) {
      this.#options.onError?.(error)
    }
    this.#plan(search)
  }

  #stopTimer(search: QueueSearch): void {
    this.#timers.get(search)?.()
    this.#timers.delete(search)
  }
}
