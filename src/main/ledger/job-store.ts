import { queueKey } from '../../shared/queues/queue-key.ts'
import type { JobSelection, JobsView, SelectedJobs } from '../../shared/jobs/jobs.ts'
import { noJobs, type JobState } from '../../shared/jobs/job-state.ts'
import type { FoundResult, JobStore, StoredWindow } from '../engine/jobs/job-store.ts'
import { Emitter } from '../engine/async/emitter.ts'
import type { LedgerChannel } from './ledger-channel.ts'

/**
 * A page that is not certain yet is returned after this time. The search continues, and a change follows when
 * it ends.
 */
const waitMs = 60
/** Longer for an empty page, so that the list does not say too early that nothing was found. */
const emptyWaitMs = 300
const resultsAtOnce = 1_000

/** The jobs in the ledger. */
export class LedgerJobs implements JobStore {
  readonly #channel: LedgerChannel
  readonly #changes = new Emitter()
  /** Increases with every call to {@link window}, so that only the latest view is searched to the end. */
  #lastWindow = 0

  constructor(channel: LedgerChannel) {
    this.#channel = channel
  }

  async window(view: JobsView, offset: number, limit: number): Promise<StoredWindow> {
    const turn = (this.#lastWindow += 1)
    const start = performance.now()
    for (;;) {
      const waitedMs = performance.now() - start
      // A page that is no longer wanted must not delay the next one.
      const isUrgent = waitedMs >= waitMs || turn !== this.#lastWindow
      const part = await this.#channel.request('jobs:window', { view, offset, limit, isUrgent })
      const isEnough =
        part.isCertain ||
        (isUrgent && (part.total > 0 || waitedMs >= emptyWaitMs || turn !== this.#lastWindow))
      if (!isEnough) continue
      if (!part.isComplete) void this.#finish(view, turn).catch(() => undefined)
      const { total, entries, isComplete } = part
      return { total, entries, isComplete }
    }
  }

  async locate(view: JobsView, id: number): Promise<number | null> {
    for (;;) {
      const { index, isComplete } = await this.#channel.request('jobs:locate', { view, id })
      if (isComplete) return index
    }
  }

  async ids(view: JobsView, before: number | null, limit: number): Promise<readonly number[]> {
    for (;;) {
      const { ids, isCertain } = await this.#channel.request('jobs:ids', { view, before, limit })
      if (isCertain) return ids
    }
  }

  async order(view: JobsView): Promise<Int32Array> {
    for (;;) {
      const { ids, isComplete } = await this.#channel.request('jobs:order', { view })
      if (isComplete) return ids
    }
  }

  async range(view: JobsView, offset: number, limit: number): Promise<readonly number[]> {
    for (;;) {
      const { ids, isCertain } = await this.#channel.request('jobs:range', { view, offset, limit })
      if (isCertain) return ids
    }
  }

  async selected(selection: JobSelection): Promise<SelectedJobs> {
    for (;;) {
      const { selected, isComplete } = await this.#channel.request('jobs:selected', { selection })
      if (isComplete) return selected
    }
  }

  async counts(): ReturnType<JobStore['counts']> {
    const byQueue = new Map<
      string,
      { connectionId: string; queue: string; counts: Record<JobState, number> }
    >()
    for (const { connectionId, queue, state, count } of await this.#channel.request('jobs:counts', null)) {
      const key = queueKey({ connectionId, queue })
      const known = byQueue.get(key) ?? { connectionId, queue, counts: noJobs() }
      known.counts[state] = count
      byQueue.set(key, known)
    }
    return [...byQueue.values()]
  }

  readonly jobs: JobStore['jobs'] = (ids) => this.#channel.request('jobs:some', { ids })

  readonly times: JobStore['times'] = (ids) => this.#channel.request('jobs:times', { ids })

  readonly describe: JobStore['describe'] = (id) => this.#channel.request('jobs:describe', { id })

  readonly outstanding: JobStore['outstanding'] = async (connectionId, queue, limit) => {
    for (;;) {
      const found = await this.#channel.request('jobs:outstanding', { connectionId, queue, limit })
      if (found.isComplete) return found.jobs
    }
  }

  readonly withResults: JobStore['withResults'] = async (connectionId, queue, options) => {
    for (;;) {
      const found = await this.#channel.request('jobs:answered', { connectionId, queue, ...options })
      if (found.isComplete) return found.jobs
    }
  }

  readonly noteSearched: JobStore['noteSearched'] = async (ids, at) => {
    await this.#channel.request('jobs:note-looked', { ids, at })
  }

  readonly unknownResults: JobStore['unknownResults'] = async (results) => {
    const unknown: FoundResult[] = []
    // In slices, so that other calls do not wait long.
    for (let start = 0; start < results.length; start += resultsAtOnce) {
      const part = results.slice(start, start + resultsAtOnce)
      unknown.push(...(await this.#channel.request('results:unknown', { results: part })))
    }
    return unknown
  }

  readonly withMessageIds: JobStore['withMessageIds'] = (connectionId, queue, ids) =>
    this.#channel.request('jobs:with-messages', { connectionId, queue, ids })

  readonly withKeys: JobStore['withKeys'] = (connectionId, queue, keys) =>
    this.#channel.request('jobs:with-keys', { connectionId, queue, keys })

  readonly addResults: JobStore['addResults'] = (results, searchedFor, at) =>
    this.#channel.write({ op: 'results:add', results, searchedFor, at })

  readonly markResult: JobStore['markResult'] = (id, what, at, path) =>
    this.#channel.write({ op: 'result:mark', id, what, at, path })

  readonly markAllOpened: JobStore['markAllOpened'] = (jobIds, at) =>
    this.#channel.write({ op: 'results:mark-all', jobIds, at })

  readonly unmarkOpened: JobStore['unmarkOpened'] = (jobIds, markedAt) =>
    this.#channel.write({ op: 'results:unmark', jobIds, markedAt })

  readonly note: JobStore['note'] = (id, step, at, why) =>
    this.#channel.write({
      op: 'job:note',
      id,
      step,
      at,
      error: why?.error === undefined ? null : JSON.stringify(why.error),
      detail: why?.detail ?? null,
      messageId: why?.messageId ?? null,
    })

  readonly link: JobStore['link'] = (from, again) => this.#channel.write({ op: 'job:link', from, again })

  readonly addSentAgain: JobStore['addSentAgain'] = (from, messageId, at) =>
    this.#channel.write({ op: 'job:sent-again', from, messageId, at })

  async forget(ids: readonly number[]): Promise<number> {
    const removed = await this.#channel.request('jobs:forget', { ids })
    if (removed > 0) this.noteChange()
    return removed
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener)
  }

  /** Call this after jobs have been written or removed. */
  noteChange(): void {
    this.#changes.emit()
  }

  /**
   * Finishes searching a list, unless another list is shown by then. Only then are its entries and its length certain.
   */
  async #finish(view: JobsView, turn: number): Promise<void> {
    let isComplete = false
    while (!isComplete && turn === this.#lastWindow) {
      ;({ isComplete } = await this.#channel.request('jobs:window', {
        view,
        offset: 0,
        limit: 0,
        isUrgent: false,
      }))
    }
    if (isComplete) this.noteChange()
  }
}
