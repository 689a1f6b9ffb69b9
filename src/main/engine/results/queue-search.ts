import { throwIfCancelled } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'
import { opensCircuit, type CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { PollInterval, type Attention, type IntervalBounds } from '../depths/poll-interval.ts'
import type { RequestBudget } from '../depths/request-budget.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { FoundResult, JobStore, OutstandingJob } from '../jobs/job-store.ts'
import { KeySpace } from './key-space.ts'
import { searchForResults } from './search-for-results.ts'
import { JobsToSearch } from './jobs-to-search.ts'

/** The part of the store that a search needs. */
export type ResultStore = Pick<
  JobStore,
  'outstanding' | 'withResults' | 'noteSearched' | 'unknownResults' | 'addResults'
>

/** Dependencies of {@link QueueSearch}. */
export interface QueueSearchOptions {
  readonly connectionId: string
  readonly name: string
  readonly store: ResultStore
  /** Returns `null` while the connection is not ready. */
  readonly queue: () => JobQueue | null
  readonly circuit: () => CircuitBreaker | null
  readonly budget: RequestBudget
  readonly now: () => number
}

/** New results of one job queue. */
export interface NewResults {
  readonly connectionId: string
  readonly queue: string
  readonly jobs: number
  /** The job of all results, or `null` if there are several. */
  readonly jobId: number | null
  readonly results: number
}

/** After a job has ended, the next search follows soon. While nothing happens, the interval grows. */
const intervals: IntervalBounds = {
  focused: { firstMs: 3_000, calmMs: 120_000 },
  unfocused: { firstMs: 6_000, calmMs: 180_000 },
  hidden: { firstMs: 60_000, calmMs: 600_000 },
  unwatched: { firstMs: 60_000, calmMs: 600_000 },
}
const maxOutstanding = 5_000
/** The maximum number of listings in one search. The next search continues from there. */
const maxRequests = 20
/** The depths come first: a search leaves them this share of the budget. */
const reserve = 0.4
/** How often to try a listing before it fails. */
const attempts = 3
const maxMs = 30_000
/** The maximum number of results without a meaningful key whose names are read in one search. */
const maxNames = 50
const namesAtOnce = 8
/** While its queue is off screen, only jobs sent within this time are searched for. */
const recentMs = 24 * 60 * 60_000

/** Searches for one job queue's results, one search at a time. */
export class QueueSearch {
  readonly #options: QueueSearchOptions
  readonly #interval = new PollInterval(intervals)
  readonly #space = new KeySpace()
  readonly #jobs = new JobsToSearch()
  readonly #closing = new AbortController()
  #running: Promise<NewResults | null> | null = null
  #searchedAt: number | null = null
  #hintedAt: number
  /** The MessageId to start the next search from, or `null` if the last one covered all jobs. */
  #from: string | null = null

  constructor(options: QueueSearchOptions) {
    this.#options = options
    this.#hintedAt = options.now()
  }

  get name(): string {
    return this.#options.name
  }

  /** The search in progress, or `null`. */
  get running(): Promise<NewResults | null> | null {
    return this.#running
  }

  /** When the last search started, or `null`. */
  get searchedAt(): number | null {
    return this.#searchedAt
  }

  /** Call this when a job may have ended in the queue. The next search then covers all of its jobs. */
  onHint(): void {
    this.#hintedAt = this.#options.now()
    this.#interval.onChange()
  }

  /** Call this when something has changed in the queue. */
  onChange(): void {
    this.#interval.onChange()
  }

  /** Returns when the next search is due. */
  dueAt(attention: Attention): number {
    return (this.#searchedAt ?? -Infinity) + this.#interval.nextMs(attention)
  }

  /**
   * Searches for results, and records them. Returns `null` if there is nothing new. `isForced` means that the
   * user requested it, so that it may use the whole budget. @throws the store's errors
   */
  run(attention: Attention, isForced = false): Promise<NewResults | null> {
    this.#running ??= this.#search(attention, isForced).finally(() => {
      this.#running = null
    })
    return this.#running
  }

  close(): void {
    this.#closing.abort()
  }

  async #search(attention: Attention, isForced: boolean): Promise<NewResults | null> {
    const { connectionId, name, store, now, circuit } = this.#options
    const queue = this.#options.queue()
    this.#searchedAt = now()
    if (queue === null || (circuit()?.state().state ?? 'closed') !== 'closed') return null
    const isRecent = ({ sentAt }: OutstandingJob): boolean =>
      attention !== 'unwatched' || now() - sentAt < recentMs
    const known = await store.outstanding(connectionId, name, maxOutstanding)
    const outstanding = known.filter(isRecent)
    const more = { now: now(), all: isForced, limit: maxOutstanding }
    const withResults = (await store.withResults(connectionId, name, more)).filter(isRecent)
    const due = [...this.#jobs.due(outstanding, now(), this.#hintedAt), ...withResults]
    if (due.length === 0) {
      this.#interval.onRead(false)
      return null
    }
    const looked = await this.#list(queue, due, isForced)
    if (looked === null) return null
    const { results, searchedFor } = looked
    const fresh = await store.unknownResults(results)
    const named = await this.#withNames(queue, fresh)
    const isFull = known.length === maxOutstanding
    const toWrite = this.#jobs.note(searchedFor, [...outstanding, ...withResults], now(), isFull)
    const ids = searchedFor.map(({ id }) => id)
    await store.noteSearched(ids, now())
    if (named.length > 0 || toWrite.length > 0) await store.addResults(named, toWrite, now())
    this.#interval.onRead(fresh.length > 0 || searchedFor.length < due.length)
    if (fresh.length === 0) return null
    const [jobId = null, ...others] = new Set(fresh.map((result) => result.jobId))
    const jobs = others.length + 1
    return { connectionId, queue: name, jobs, jobId: jobs === 1 ? jobId : null, results: fresh.length }
  }

  async #list(
    queue: JobQueue,
    due: Parameters<typeof searchForResults>[1],
    isForced: boolean,
  ): Promise<Awaited<ReturnType<typeof searchForResults>> | null> {
    const { now, circuit } = this.#options
    const timeout = AbortSignal.timeout(maxMs)
    let requests = 0
    try {
      const looked = await searchForResults(queue, due, {
        from: this.#from,
        space: this.#space,
        now: now(),
        signal: AbortSignal.any([this.#closing.signal, timeout]),
        mayRequest: () => {
          requests += 1
          return requests <= maxRequests && this.#take(isForced)
        },
        onResponse: () => this.#options.budget.refund(attempts - 1),
      })
      circuit()?.succeed()
      this.#from = looked.next
      return looked
    } catch (error) {
      if (this.#closing.signal.aborted) return null
      this.#interval.onFailure()
      const failure = toEngineError(error)
      // The connection shows an outage. Access keys without permission to list the bucket find nothing, which
      // is not an error.
      if (opensCircuit(failure)) circuit()?.report(failure)
      return null
    }
  }

  /** Takes one request with its retries from the budget. */
  #take(isForced = false): boolean {
    const { budget } = this.#options
    return (isForced || budget.fill() > reserve) && budget.tryTake(attempts)
  }

  /** A key such as `output` does not describe a result, but its object may. */
  async #withNames(queue: JobQueue, results: readonly FoundResult[]): Promise<FoundResult[]> {
    let asked = 0
    return mapConcurrent(results, namesAtOnce, async (result) => {
      if (result.name.includes('.') || asked === maxNames || !this.#take()) return result
      asked += 1
      try {
        const { fields } = await queue.describeObject('out', result.key, { signal: this.#closing.signal })
        this.#options.budget.refund(attempts - 1)
        return { ...result, name: fields['filename'] ?? fields['name'] ?? result.name }
      } catch {
        throwIfCancelled(this.#closing.signal)
        return result
      }
    })
  }
}
