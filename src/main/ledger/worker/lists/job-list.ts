import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { jobStates, type JobState } from '../../../../shared/jobs/job-state.ts'
import { stateNumbers } from '../state-numbers.ts'
import { IdList, type IdEdit } from './id-list.ts'
import { IdSet } from './id-set.ts'
import type { ListSources } from './list-sources.ts'
import type { SortOrder } from './sort-order.ts'
import { TextMatches } from './text-matches.ts'
import { ViewCriteria } from './view-criteria.ts'

/** The sort order by state. Jobs that need the user come first. */
const stateOrder: readonly JobState[] = [
  ...(['failed', 'lost', 'dead', 'mine', 'result', 'uploading', 'queued', 'finished'] as const),
  'withdrawn',
]
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

  /** True if the list is known to its end. */
  get isComplete(): boolean {
    return this.#isComplete && !this.#isStale
  }

  /** The number of certain entries at the start of the list. */
  get certain(): number {
    return this.isComplete ? Number.POSITIVE_INFINITY : this.#certain
  }

  /** Call it after jobs have changed. */
  noteChanges(ids: Iterable<number>): void {
    this.#isStale = true
    if (this.#changed.size <= manyChanged) for (const id of ids) this.#changed.add(id)
  }

  /** Call it after the order by name or size has changed. */
  noteOrder(): void {
    if (this.#needsOrder()) this.#isStale = true
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
    if (this.certain >= wanted) return
    do this.#step()
    while (!this.#isKnown() && performance.now() < end)
    if (this.#mayReach(wanted)) this.#build()
  }

  /** False if the list cannot have that many entries yet, so that building it would only delay the next steps. */
  #mayReach(wanted: number): boolean {
    if (this.#isKnown()) return true
    if (wanted === Number.POSITIVE_INFINITY) return false
    if (!this.#needsOrder() || this.#entries.length === 0) return true
    return (this.#sortOrder()?.ids.length ?? 0) >= wanted
  }

  #restart(): void {
    const wasComplete = this.#isComplete
    this.#isStale = false
    this.#isComplete = false
    this.#certain = 0
    this.#criteria.refresh()
    if (this.#changed.size > manyChanged) this.#found = this.#newSearch()
    else if (this.#changed.size > 0) this.#found?.recheck([...this.#changed])
    const edits = wasComplete ? this.#edits() : null
    this.#changed.clear()
    if (edits === null) return this.#build()
    if (edits.length > 0) this.#entries.edit(edits)
    this.#isComplete = true
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
      const isFitting = this.has(id)
      if (groupsAsRow?.has(group) === true) {
        // The group's entry keeps its position, unless this job now comes first in the group or is gone.
        const at = this.#groupsAt.get(group)
        if (!isFitting || at === undefined || (descending ? id > at : id < at)) return null
        continue
      }
      const at = this.#positionOf(id, descending)
      const isThere = this.#entries.at(at) === id
      if (isFitting !== isThere) edits.push({ at, add: isFitting ? id : null })
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
    return text.trim() === '' ? null : new TextMatches(this.#sources.connection, text, this.#sources.columns)
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

  #isKnown(): boolean {
    if (this.#knownFrom() > this.#sources.columns.base) return false
    return !this.#needsOrder() || this.#sortOrder()?.isComplete === true
  }

  #build(): void {
    const { by, descending } = this.#view.sort
    this.#entries.clear()
    switch (by) {
      case 'age':
        return this.#buildByAge(descending)
      case 'state':
        return this.#buildByRank(this.#stateRanks(), descending)
      case 'results':
        return this.#buildByRank(null, descending)
      case 'name':
      case 'size':
        return this.#buildByOrder(by, descending)
    }
  }

  /** Newest first, the list is certain as far as the jobs are known. */
  #buildByAge(descending: boolean): void {
    const { base, groups } = this.#sources.columns
    const groupsAsRow = this.#withGroups ? this.#sources.groupsAsRow() : null
    const shownGroups = this.#groupsAt
    shownGroups.clear()
    const knownFrom = this.#knownFrom()
    const fitting = this.#fitting()
    let certain: number | null = descending ? null : 0
    for (let index = 0; index < fitting.length; index += 1) {
      const id = fitting.at(descending ? index : fitting.length - 1 - index) ?? 0
      if (id < knownFrom) certain ??= this.#entries.length
      const group = groups[id - base] ?? 0
      if (groupsAsRow === null || group === 0 || !groupsAsRow.has(group)) this.#entries.push(id)
      else if (!shownGroups.has(group)) {
        shownGroups.set(group, id)
        this.#entries.push(-group)
      }
    }
    this.#certain = certain ?? this.#entries.length
    this.#isComplete = knownFrom <= base
  }

  /** Sorts by `ranks` of the states, or by results if it is `null`. Equal jobs are sorted newest first. */
  #buildByRank(ranks: Uint8Array | null, descending: boolean): void {
    const { base, states, results } = this.#sources.columns
    const buckets = new Map<number, IdList>()
    const fitting = this.#fitting()
    for (let index = 0; index < fitting.length; index += 1) {
      const id = fitting.at(index) ?? 0
      const rank = ranks === null ? (results[id - base] ?? 0) : (ranks[states[id - base] ?? 0] ?? 0)
      let bucket = buckets.get(rank)
      if (bucket === undefined) buckets.set(rank, (bucket = new IdList()))
      bucket.push(id)
    }
    const ordered = [...buckets].toSorted(([x], [y]) => (descending ? y - x : x - y))
    for (const [, bucket] of ordered) this.#entries.append(bucket)
    this.#isComplete = this.#knownFrom() <= base
  }

  #buildByOrder(by: 'name' | 'size', descending: boolean): void {
    const { columns } = this.#sources
    const { base, end } = columns
    const fitting = this.#fitting()
    const isKnown = this.#knownFrom() <= base
    const order = this.#sources.order(by, descending)
    if (fitting.length <= fewJobs || order === null) {
      for (const id of this.#sortedNow(by, descending, fitting)) this.#entries.push(id)
      this.#isComplete = isKnown && fitting.length <= fewJobs
      return
    }
    const left = new IdSet(base, end)
    for (let index = 0; index < fitting.length; index += 1) left.add(fitting.at(index) ?? 0)
    const isReversed = order.isDescending !== descending
    const { ids } = order
    // Jobs that are not in the order yet are new. Until then they come first.
    const listed = new IdList()
    for (let index = 0; index < ids.length; index += 1) {
      const id = ids.at(isReversed ? ids.length - 1 - index : index) ?? 0
      if (!left.has(id)) continue
      left.delete(id)
      listed.push(id)
    }
    if (!order.isComplete) this.#entries.append(listed)
    for (let index = 0; index < fitting.length; index += 1) {
      const id = fitting.at(index) ?? 0
      if (left.has(id)) this.#entries.push(id)
    }
    if (order.isComplete) this.#entries.append(listed)
    this.#certain = isKnown && !isReversed ? listed.length : 0
    this.#isComplete = isKnown && order.isComplete
  }

  #needsOrder(): boolean {
    return this.#view.sort.by === 'name' || this.#view.sort.by === 'size'
  }

  #sortOrder(): SortOrder | null {
    const { by, descending } = this.#view.sort
    return by === 'name' || by === 'size' ? this.#sources.order(by, descending) : null
  }

  #sortedNow(by: 'name' | 'size', descending: boolean, ids: IdList): number[] {
    const direction = descending ? 'DESC' : 'ASC'
    const property = by === 'name' ? 'name COLLATE NOCASE' : 'ifnull(size, -1)'
    return this.#sources.connection
      .prepare(
        `SELECT jobs.id FROM json_each(?) CROSS JOIN jobs WHERE jobs.id = value
         ORDER BY ${property} ${direction}, jobs.id ${direction}`,
      )
      .all(JSON.stringify(ids.slice(0, fewJobs)))
      .map(([id]) => Number(id))
  }

  #fitting(): IdList {
    return this.#criteria.fitting(this.#sources.columns, this.#found)
  }

  /** Returns the id from which on all jobs are decided. */
  #knownFrom(): number {
    const { columns } = this.#sources
    const loadedFrom = this.#criteria.areRare ? columns.base : columns.loadedFrom
    return Math.max(loadedFrom, this.#found?.decidedFrom ?? columns.base)
  }

  #stateRanks(): Uint8Array {
    const ranks = new Uint8Array(jobStates.length + 1)
    for (const [rank, state] of stateOrder.entries()) ranks[stateNumbers[state]] = rank
    return ranks
  }
}
