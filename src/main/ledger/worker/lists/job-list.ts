import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { IdList, type IdEdit } from './id-list.ts'
import type { ListSources } from './list-sources.ts'
import type { SortOrder } from './sort-order.ts'
import { sortedByOrder, sortedByRank, sortedNow } from './sorted-ids.ts'
import { TextMatches } from './text-matches.ts'
import { ViewCriteria } from './view-criteria.ts'

/** Lists of at most this many jobs are sorted directly, without waiting for the order of all jobs. */
const fewJobs = 1_000
/** If more jobs than this have changed, the text search starts again. */
const manyChanged = 3_000
/** If at most this many jobs have changed, a list is edited instead of rebuilt. */
const fewChanged = 500

/**
 * One list: the ids of its jobs in order, with the negative ids of groups in place of their jobs. It is built
 * in steps and rebuilt after changes, which takes a few milliseconds for a million jobs.
 */
export class JobList {
  readonly #sources: ListSources
  readonly #view: JobsView
  readonly #criteria: ViewCriteria
  readonly #withGroups: boolean
  #found: TextMatches | null
  readonly #entries = new IdList()
  #isStale = true
  #isComplete = false
  /** The number of entries that will not move unless something changes. */
  #certain = 0
  readonly #changed = new Set<number>()
  /** The groups in a list by age, with the job that determines the position of each. */
  readonly #groupsAt = new Map<number, number>()
  /** In a list by age, all jobs from this id upwards are in the entries. */
  #builtFrom = Number.POSITIVE_INFINITY
  /** The jobs of a list by name or size, newest first, once all are known. */
  #matching: IdList | null = null
  /** The order that the entries were taken from, and how many of its ids were considered. */
  #built: { readonly order: SortOrder; readonly length: number } | null = null
  /** The number of jobs known so far in a list that has no entries yet. */
  #least = 0

  constructor(view: JobsView, sources: ListSources, withGroups: boolean) {
    this.#sources = sources
    this.#view = view
    this.#criteria = new ViewCriteria(view, sources.queues)
    this.#withGroups = withGroups
    this.#found = this.#newSearch()
  }

  get entries(): IdList {
    return this.#entries
  }

  /** The number of entries known so far. The positions of some may still be unknown. */
  get total(): number {
    return Math.max(this.#entries.length, this.#matching?.length ?? 0, this.#least)
  }

  /** True if the list is known to its end. */
  get isComplete(): boolean {
    return this.#isComplete && !this.#isStale
  }

  /** The number of certain entries at the start of the list. */
  get certain(): number {
    return this.isComplete ? Number.POSITIVE_INFINITY : this.#certain
  }

  /** The matches of its text, if they are up to date. */
  get matches(): TextMatches | null {
    return this.#isStale ? null : this.#found
  }

  /** Call this after jobs have changed. */
  noteChanges(ids: Iterable<number>): void {
    this.#isStale = true
    if (this.#changed.size <= manyChanged) for (const id of ids) this.#changed.add(id)
  }

  /** Call this after an order has changed. */
  noteOrder(by: 'name' | 'size'): void {
    if (this.isSortedBy(by)) this.#isStale = true
  }

  isSortedBy(by: 'name' | 'size'): boolean {
    return this.#view.sort.by === by
  }

  /** True if the list contains a job, grouped or not. */
  has(id: number): boolean {
    const { columns } = this.#sources
    if (id < columns.base || id >= columns.end) return false
    return this.#criteria.matches(columns, id - columns.base) && this.#found?.has(id) !== false
  }

  /** Continues building the list for about `ms`, until `wanted` entries are certain. */
  work(wanted: number, ms: number): void {
    const end = performance.now() + ms
    if (this.#isStale) this.#restart()
    this.#extend()
    while (this.certain < wanted) {
      this.#step()
      this.#extend()
      if (performance.now() >= end) return
    }
  }

  /** Fills the list with the jobs known so far, although their positions are not certain. */
  showKnown(): void {
    const { by, descending } = this.#view.sort
    const isByOrder = by === 'name' || by === 'size'
    if (this.isComplete || (by === 'age' && descending) || (isByOrder && this.#matching !== null)) return
    const known = this.#collect(this.#knownFrom())
    if (isByOrder) this.#least = known.length
    else this.#fill(by, descending, known)
  }

  #restart(): void {
    const wasComplete = this.#isComplete
    this.#isStale = false
    this.#isComplete = false
    this.#certain = 0
    this.#criteria.refresh()
    if (this.#changed.size > manyChanged) {
      this.#found = null
      this.#found = this.#newSearch()
    } else if (this.#changed.size > 0) {
      this.#found?.recheck([...this.#changed])
    }
    const edits = wasComplete ? this.#edits() : null
    this.#changed.clear()
    if (edits !== null) {
      if (edits.length > 0) this.#entries.edit(edits)
      this.#isComplete = true
      return
    }
    this.#entries.clear()
    this.#groupsAt.clear()
    this.#builtFrom = Number.POSITIVE_INFINITY
    this.#matching = null
    this.#built = null
    this.#least = 0
  }

  /** Returns the edits for a few changed jobs in a list by age, or `null` if it must be rebuilt. */
  #edits(): IdEdit[] | null {
    const { by, descending } = this.#view.sort
    if (by !== 'age' || this.#changed.size > fewChanged || this.#knownFrom() > this.#sources.columns.base) {
      return null
    }
    const { base, groups } = this.#sources.columns
    const groupsAsRow = this.#withGroups ? this.#sources.groupsAsRow() : null
    const edits: IdEdit[] = []
    for (const id of [...this.#changed].toSorted((a, b) => (descending ? b - a : a - b))) {
      const group = groups[id - base] ?? 0
      const isMatching = this.has(id)
      if (groupsAsRow?.has(group) === true) {
        // The group's entry keeps its position, unless this job now comes first in the group or is gone.
        const at = this.#groupsAt.get(group)
        if (!isMatching || at === undefined || (descending ? id > at : id < at)) return null
        continue
      }
      const at = this.#positionOf(id, descending)
      const isThere = this.#entries.at(at) === id
      if (isMatching !== isThere) edits.push({ at, add: isMatching ? id : null })
    }
    return edits
  }

  /** Returns the position that a job has, or would have, in a list by age. */
  #positionOf(id: number, descending: boolean): number {
    let [low, high] = [0, this.#entries.length]
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#entries.at(middle) ?? 0
      const at = entry > 0 ? entry : (this.#groupsAt.get(-entry) ?? 0)
      if (descending ? at > id : at < id) low = middle + 1
      else high = middle
    }
    return low
  }

  #newSearch(): TextMatches | null {
    const { text } = this.#view
    if (text.trim() === '') return null
    const { connection, columns, names, widerMatches } = this.#sources
    return new TextMatches(connection, text, { ids: columns, names, wider: widerMatches(text) })
  }

  #step(): void {
    const { columns } = this.#sources
    if (!this.#criteria.areRare && !columns.isLoaded) columns.loadNext()
    if (this.#found?.isComplete === false) this.#found.step()
    if (this.#knownFrom() > columns.base || !this.#needsOrder()) return
    const order = this.#sortOrder()
    if (order === null) columns.loadNext()
    else if (!order.isComplete) order.step()
  }

  /** Adds the entries whose positions are known by now. */
  #extend(): void {
    if (this.#isComplete) return
    const { by, descending } = this.#view.sort
    const { base } = this.#sources.columns
    const knownFrom = this.#knownFrom()
    if (by === 'age' && descending) {
      if (knownFrom >= this.#builtFrom) return
      if (this.#showsGroups()) this.#addByAge(this.#collect(knownFrom, this.#builtFrom).values)
      else this.#collect(knownFrom, this.#builtFrom, this.#entries)
      this.#builtFrom = knownFrom
      this.#certain = this.#entries.length
      this.#isComplete = knownFrom <= base
      return
    }
    if (knownFrom > base) return
    if (by === 'name' || by === 'size') return this.#extendByOrder(by, descending)
    this.#fill(by, descending, this.#collect(base))
    this.#isComplete = true
  }

  #fill(by: 'age' | 'state' | 'results', descending: boolean, matching: IdList): void {
    if (by !== 'age') {
      this.#entries.adopt(sortedByRank(this.#sources.columns, matching.values, by, descending))
      return
    }
    const ids = descending ? matching.values : matching.values.toReversed()
    this.#entries.clear()
    this.#groupsAt.clear()
    if (this.#showsGroups()) this.#addByAge(ids)
    else this.#entries.adopt(ids)
  }

  #showsGroups(): boolean {
    return this.#withGroups && this.#sources.groupsAsRow().size > 0
  }

  /** Adds jobs in this order. Those of a group are one entry, at the position of the first. */
  #addByAge(ids: Int32Array): void {
    const { base, groups } = this.#sources.columns
    const groupsAsRow = this.#sources.groupsAsRow()
    const shownGroups = this.#groupsAt
    // Without iterators, because there may be a million jobs.
    for (let index = 0; index < ids.length; index += 1) {
      const id = ids[index] ?? 0
      const group = groups[id - base] ?? 0
      if (group === 0 || !groupsAsRow.has(group)) this.#entries.push(id)
      else if (!shownGroups.has(group)) {
        shownGroups.set(group, id)
        this.#entries.push(-group)
      }
    }
  }

  #extendByOrder(by: 'name' | 'size', descending: boolean): void {
    const matching = (this.#matching ??= this.#collect(this.#sources.columns.base))
    if (matching.length <= fewJobs) {
      this.#entries.adopt(sortedNow(this.#sources.connection, matching.values, by, descending))
      this.#isComplete = true
      return
    }
    const order = this.#sources.order(by, descending)
    if (order === null) return
    if (order.isComplete) {
      this.#entries.adopt(sortedByOrder(this.#sources.columns, matching.values, order, descending))
      this.#isComplete = true
      return
    }
    if (this.#built?.order !== order) {
      this.#entries.clear()
      this.#built = null
    }
    const { values } = order.ids
    for (let index = this.#built?.length ?? 0; index < values.length; index += 1) {
      const id = values[index] ?? 0
      if (this.has(id)) this.#entries.push(id)
    }
    this.#built = { order, length: values.length }
    this.#certain = this.#entries.length
  }

  #needsOrder(): boolean {
    return this.#view.sort.by === 'name' || this.#view.sort.by === 'size'
  }

  #sortOrder(): SortOrder | null {
    const { by, descending } = this.#view.sort
    return by === 'name' || by === 'size' ? this.#sources.order(by, descending) : null
  }

  /** Returns the ids of the matching jobs in a range, newest first. */
  #collect(low: number, high = Number.POSITIVE_INFINITY, into = new IdList()): IdList {
    this.#criteria.collect(this.#sources.columns, this.#found, { low, high }, into)
    return into
  }

  /** Returns the lowest id such that all jobs from it upwards are decided. */
  #knownFrom(): number {
    const { columns } = this.#sources
    const loadedFrom = this.#criteria.areRare ? columns.base : columns.loadedFrom
    return Math.max(loadedFrom, this.#found?.decidedFrom ?? columns.base)
  }
}
