import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { statesOfFilter, type JobState } from '../../../../shared/jobs/job-state.ts'
import type { QueueRows } from '../rows/queue-rows.ts'
import { rareStates, stateNumbers } from '../state-numbers.ts'
import { IdList } from './id-list.ts'
import type { IdSet } from './id-set.ts'
import type { JobColumns } from './job-columns.ts'

/** States whose jobs are known before all jobs are loaded. */
const loadedFirst: ReadonlySet<JobState> = new Set<JobState>([...rareStates, 'uploading'])

/** Decides which jobs a view shows, apart from its text. */
export class ViewCriteria {
  /** True if all candidates are known before all jobs are loaded. */
  readonly areRare: boolean
  readonly #states = new Uint8Array(256)
  #queues = new Uint8Array(1 << 16)
  readonly #group: number
  readonly #from: number
  readonly #to: number
  readonly #minSize: number
  readonly #sizeLimit: number
  readonly #view: JobsView
  readonly #queueRows: QueueRows

  constructor(view: JobsView, queueRows: QueueRows) {
    this.#view = view
    this.#queueRows = queueRows
    const shown = statesOfFilter[view.filter]
    this.areRare = shown !== null && shown.every((state) => loadedFirst.has(state))
    for (const [state, number] of Object.entries(stateNumbers)) {
      if (shown === null || shown.some((one) => one === state)) this.#states[number] = 1
    }
    this.#group = view.group ?? 0
    this.#from = view.from ?? Number.NEGATIVE_INFINITY
    this.#to = view.to ?? Number.POSITIVE_INFINITY
    // Jobs of unknown size have -1.
    this.#minSize = view.sizes === undefined ? Number.NEGATIVE_INFINITY : (view.sizes.from ?? 0)
    this.#sizeLimit = view.sizes?.to ?? Number.POSITIVE_INFINITY
    this.refresh()
  }

  /** Call this when a job queue may have been added. */
  refresh(): void {
    this.#queues.fill(0)
    for (const id of this.#queueRows.within(this.#view.scope)) this.#queues[id] = 1
  }

  /** True if the job at this index of the columns matches. */
  matches({ states, queueIds, groups, created, sizes }: JobColumns, at: number): boolean {
    if (this.#states[states[at] ?? 0] !== 1 || this.#queues[queueIds[at] ?? 0] !== 1) return false
    if (this.#group !== 0 && groups[at] !== this.#group) return false
    const size = sizes[at] ?? 0
    if (size < this.#minSize || size >= this.#sizeLimit) return false
    const createdAt = created[at] ?? 0
    return createdAt >= this.#from && createdAt < this.#to
  }

  /**
   * Adds the ids of the matching jobs from `low` up to but not including `high`, newest first. `found`
   * contains the jobs that match the text.
   */
  collect(
    columns: JobColumns,
    found: Pick<IdSet, 'eachDescending'> | null,
    { low, high }: { readonly low: number; readonly high: number },
    ids: IdList,
  ): void {
    const { base, end, states, queueIds } = columns
    const top = Math.min(high, end)
    if (found !== null) {
      const add = (id: number): void => {
        if (this.matches(columns, id - base)) ids.push(id)
      }
      return found.eachDescending(add, low, top)
    }
    const [isShown, isHere] = [this.#states, this.#queues]
    const { from, to, sizes } = this.#view
    const isPlain = this.#group === 0 && from === null && to === null && sizes === undefined
    const last = Math.max(0, low - base)
    for (let at = top - base - 1; at >= last; at -= 1) {
      if (isShown[states[at] ?? 0] !== 1 || isHere[queueIds[at] ?? 0] !== 1) continue
      if (isPlain || this.matches(columns, at)) ids.push(at + base)
    }
  }
}
