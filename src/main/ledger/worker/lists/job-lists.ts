import type { FoundResult, OutstandingJob, StoredEntry } from '../../../engine/jobs/job-store.ts'
import type { JobSelection, JobsView, SelectedJobs } from '../../../../shared/jobs/jobs.ts'
import type { ListPart, ListRange } from '../../ledger-requests.ts'
import type { Tables } from '../tables.ts'
import { dueForMore } from './due-for-more.ts'
import {
  addedLength,
  expandedSlice,
  positionOf,
  shownJobs,
  type Expansion,
  type ListEntry,
} from './expansions.ts'
import { JobColumns } from './job-columns.ts'
import { JobList } from './job-list.ts'
import { JobNames } from './job-names.ts'
import type { ListSources } from './list-sources.ts'
import { describeJobs } from './selected-jobs.ts'
import { longestAgo } from './outstanding.ts'
import { SortOrders, type OrderBy } from './sort-orders.ts'

/** How long a request may search by default. Writes wait in the meantime. */
const maxWorkMs = 8
/**
 * The number of lists to keep, with 4 bytes per job each: the current one, the previous one, and one for an
 * action on all jobs.
 */
const maxLists = 4

/** The lists of jobs in use, built on the columns of all jobs. */
export class JobLists {
  readonly #tables: Tables
  readonly #workMs: number
  #columns: JobColumns | null = null
  #names: JobNames | null = null
  readonly #lists = new Map<string, JobList>()
  #orders: SortOrders | null = null

  constructor(tables: Tables, workMs = maxWorkMs) {
    this.#tables = tables
    this.#workMs = workMs
  }

  /**
   * Returns a part of a list, after searching for a few milliseconds if it is not known yet. Returns nothing
   * if it is not certain by then, unless `isUrgent`. A `limit` of 0 searches the rest of the list.
   */
  window(view: JobsView, { offset, limit, isUrgent }: ListRange): ListPart {
    const { list, expansions } = this.#worked(view, limit === 0 ? Number.POSITIVE_INFINITY : offset + limit)
    if (isUrgent) list.showKnown()
    const added = expansions.reduce((sum, expansion) => sum + addedLength(expansion), 0)
    const { entries, certain, total, isComplete } = list
    const slice = expandedSlice(entries, expansions, offset, limit)
    const isCertain = isComplete || (slice.length === limit && offset + limit <= certain)
    return {
      total: total + added,
      entries: isCertain || isUrgent ? this.#read(slice, new Set(expansions.map(({ group: id }) => id))) : [],
      isCertain,
      isComplete,
    }
  }

  /** Returns the position of a job, or of its group. */
  locate(view: JobsView, id: number): { index: number | null; isComplete: boolean } {
    const { list, expansions } = this.#worked(view, Number.POSITIVE_INFINITY)
    const { isComplete } = list
    if (!list.has(id)) return { index: null, isComplete }
    for (const { at, jobs } of expansions) {
      const below = jobs.indexOf(id)
      if (below !== -1) return { index: positionOf(at, expansions) + 1 + below, isComplete }
    }
    const own = list.entries.indexOf(id)
    const at = own === -1 ? list.entries.indexOf(-this.#groupOf(id)) : own
    return { index: at === -1 ? null : positionOf(at, expansions), isComplete }
  }

  /** Returns the ids in a list that are smaller than `before`, newest first. */
  ids(view: JobsView, before: number | null, limit: number): { ids: readonly number[]; isCertain: boolean } {
    const byAge = { ...view, sort: { by: 'age', descending: true } as const }
    const list = this.#list(byAge, false)
    const first = (): number => (before === null ? 0 : firstBelow(list, before))
    list.work(first() + limit, this.#workMs)
    const start = first()
    const ids = list.entries.slice(start, Math.min(start + limit, list.certain))
    return { ids, isCertain: list.isComplete || ids.length === limit }
  }

  /** Returns a list's ids in order, without groups, as far as it is known. */
  order(view: JobsView): { ids: Int32Array; isComplete: boolean } {
    const list = this.#list(view, false)
    list.work(Number.POSITIVE_INFINITY, this.#workMs)
    const { entries, isComplete } = list
    return { ids: isComplete ? entries.copy() : new Int32Array(), isComplete }
  }

  /** Returns the jobs among some entries of a list. */
  range(view: JobsView, offset: number, limit: number): { ids: readonly number[]; isCertain: boolean } {
    const { list, expansions } = this.#worked(view, offset + limit)
    const { entries, certain, isComplete } = list
    const slice = expandedSlice(entries, expansions, offset, limit)
    return {
      ids: slice.flatMap((entry) => (entry.kind !== 'more' && entry.id > 0 ? [entry.id] : [])),
      isCertain: isComplete || (slice.length === limit && offset + limit <= certain),
    }
  }

  /** Returns a summary of the selected jobs, as far as their list is known. */
  selected(selection: JobSelection): { selected: SelectedJobs; isComplete: boolean } {
    const columns = this.#open()
    const held = this.#tables.heldClaims()
    if (selection.kind === 'some') {
      const end = performance.now() + this.#workMs
      while (!columns.isLoaded && performance.now() < end) columns.loadNext()
      return { selected: describeJobs(columns, selection.ids, held), isComplete: columns.isLoaded }
    }
    const { ids, isComplete } = this.order({ ...selection.view, sort: { by: 'age', descending: true } })
    const except = new Set(selection.except)
    const chosen = except.size === 0 ? ids : ids.filter((id) => !except.has(id))
    return { selected: describeJobs(columns, chosen, held), isComplete }
  }

  /** Returns the jobs that wait for a result, starting with those searched for the longest ago. */
  outstanding(queueId: number, limit: number): { jobs: readonly OutstandingJob[]; isComplete: boolean } {
    const columns = this.#open()
    const end = performance.now() + this.#workMs
    while (!columns.isLoaded && performance.now() < end) columns.loadNext()
    const ids = columns.isLoaded ? longestAgo(columns, queueId, limit) : []
    return { jobs: this.#tables.reader.outstanding(ids), isComplete: columns.isLoaded }
  }

  /**
   * Returns the jobs with results that are due for another search, or all jobs with results, newest first.
   */
  withResults(
    queueId: number,
    options: { readonly now: number; readonly all: boolean; readonly limit: number },
  ): { jobs: readonly OutstandingJob[]; isComplete: boolean } {
    const columns = this.#open()
    const end = performance.now() + this.#workMs
    while (!columns.isLoaded && performance.now() < end) columns.loadNext()
    while (!columns.areFoundTimesLoaded && performance.now() < end) columns.loadNextFoundTimes()
    const isComplete = columns.isLoaded && columns.areFoundTimesLoaded
    const ids = isComplete ? dueForMore(columns, queueId, options) : []
    return { jobs: this.#tables.reader.outstanding(ids), isComplete }
  }

  /** Records that these results were found. */
  noteFound(results: readonly FoundResult[], at: number): void {
    this.#columns?.noteFound(
      results.map(({ jobId }) => jobId),
      at,
    )
  }

  /** Records that results of these jobs were searched for. */
  noteSearched(ids: readonly number[], at: number): void {
    this.#columns?.noteSearched(ids, at)
  }

  /** Updates the lists. Call this after each transaction. */
  follow(): void {
    const { tally } = this.#tables
    const changed = tally.takeChanged()
    const named = tally.takeNamed()
    if (this.#columns === null) return
    if (changed.size === 0 && named.size === 0) return
    this.#names?.noteNamed(named)
    this.#columns.apply(changed)
    const ids = new Set([...changed.keys(), ...named])
    for (const list of this.#lists.values()) list.noteChanges(ids)
  }

  /** Call this when jobs have changed and all of them are in the indexes by name and size. */
  refreshOrders(): void {
    this.#orders?.refresh((by) => this.#isAnySortedBy(by))
  }

  /**
   * Once the first list is complete, prepares searches and lists in another order for a few milliseconds.
   * Returns `changed` if that changed a list, and `null` if nothing is left to do.
   */
  prepare(): 'prepared' | 'changed' | null {
    const [columns, names, orders] = [this.#columns, this.#names, this.#orders]
    if (columns === null || names === null || orders === null || !columns.isLoaded) return null
    const done = orders.prepare()
    if (done === 'prepared') return done
    if (done === null) {
      if (names.isLoaded) return null
      names.loadNext()
      return 'prepared'
    }
    for (const list of this.#lists.values()) list.noteOrder(done)
    return this.#isAnySortedBy(done) ? 'changed' : 'prepared'
  }

  #isAnySortedBy(by: OrderBy): boolean {
    return [...this.#lists.values()].some((list) => list.isSortedBy(by))
  }

  #worked(view: JobsView, wanted: number): { list: JobList; expansions: readonly Expansion[] } {
    const { filter, sort, text, group, sizes } = view
    const showsAll = filter === 'all' && text.trim() === '' && group === null && sizes === undefined
    const withGroups = showsAll && sort.by === 'age'
    const list = this.#list(view, withGroups)
    list.work(wanted, this.#workMs)
    return { list, expansions: withGroups ? this.#expansions(list, view.expanded) : [] }
  }

  #list(view: JobsView, withGroups: boolean): JobList {
    const key = JSON.stringify([{ ...view, expanded: [] }, withGroups])
    const known = this.#lists.get(key)
    this.#lists.delete(key)
    const list = known ?? new JobList(view, this.#sources(), withGroups)
    this.#lists.set(key, list)
    const [oldest] = this.#lists.keys()
    if (this.#lists.size > maxLists && oldest !== undefined) this.#lists.delete(oldest)
    return list
  }

  #sources(): ListSources {
    const { connection, queues, groups } = this.#tables
    const columns = this.#open()
    const names = (this.#names ??= new JobNames(connection, columns))
    const orders = (this.#orders ??= new SortOrders(connection, columns))
    return {
      connection,
      columns,
      queues,
      names,
      groupsAsRow: () => groups.shownAsRow(),
      widerMatches: (text) => {
        const wider = [...this.#lists.values()].flatMap(({ matches }) =>
          matches?.isWiderThan(text) === true ? [matches] : [],
        )
        // The last one usually has the longest text.
        return wider.findLast(({ isComplete }) => isComplete) ?? wider.at(-1) ?? null
      },
      order: (by, isDescending) => orders.get(by, isDescending),
    }
  }

  #open(): JobColumns {
    return (this.#columns ??= new JobColumns(this.#tables.connection))
  }

  #expansions(list: JobList, groups: readonly number[]): Expansion[] {
    const positions = groups.map((group) => ({ group, at: list.entries.indexOf(-group) }))
    return positions
      .filter(({ at }) => at !== -1)
      .toSorted((a, b) => a.at - b.at)
      .map(({ group, at }) => {
        const jobs = this.#jobsOf(group).filter((id) => list.has(id))
        return { at, group, jobs: jobs.slice(0, shownJobs), hidden: Math.max(0, jobs.length - shownJobs) }
      })
  }

  /** In the order they were dropped, as far as the jobs are loaded. */
  #jobsOf(group: number): number[] {
    const { base, end, groups, states, loadedFrom } = this.#open()
    const { first, last } = this.#tables.groups.range(group)
    const jobs: number[] = []
    for (let id = Math.max(first, loadedFrom, base); id <= last && id < end; id += 1) {
      if (groups[id - base] === group && states[id - base] !== 0) jobs.push(id)
    }
    return jobs
  }

  #groupOf(id: number): number {
    const columns = this.#columns
    return columns === null ? 0 : (columns.groups[id - columns.base] ?? 0)
  }

  #read(slice: readonly ListEntry[], expanded: ReadonlySet<number>): StoredEntry[] {
    const { reader, groups } = this.#tables
    const ids = slice.flatMap((entry) => (entry.kind !== 'more' && entry.id > 0 ? [entry.id] : []))
    const jobs = new Map(reader.jobs(ids).map((job) => [job.id, job]))
    return slice.flatMap((entry): StoredEntry[] => {
      if (entry.kind === 'more') return [entry]
      const job = jobs.get(entry.id)
      if (job !== undefined) return [{ kind: 'job', job, inGroup: entry.kind === 'below' }]
      const group = groups.read(-entry.id)
      if (group === null) return []
      return [{ kind: 'group', group: { ...group, expanded: expanded.has(group.id) } }]
    })
  }
}

/** Returns the index of the first id below a bound, in a list of descending ids. */
function firstBelow({ entries }: JobList, bound: number): number {
  let [low, high] = [0, entries.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((entries.at(middle) ?? 0) < bound) high = middle
    else low = middle + 1
  }
  return low
}
