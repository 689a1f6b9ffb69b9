import type { JobsView } from '../../../../shared/jobs.ts'
import { statesOfFilter } from '../../../../shared/job-state.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { containsAll, type Condition } from '../rows/history-condition.ts'
import type { PlaceRows } from '../rows/place-rows.ts'
import { searchWords } from '../search-words.ts'
import { stateNumbers, type JobColumns } from './job-columns.ts'

/** Which jobs a view shows, by what the columns know. */
export class ViewCriteria {
  readonly #states: Uint8Array
  #places: Uint8Array
  readonly #group: number
  readonly #view: JobsView
  readonly #placeRows: PlaceRows

  constructor(view: JobsView, placeRows: PlaceRows) {
    this.#view = view
    this.#placeRows = placeRows
    const shown = statesOfFilter[view.filter]
    this.#states = new Uint8Array(256)
    for (const [state, number] of Object.entries(stateNumbers)) {
      if (shown === null || shown.some((one) => one === state)) this.#states[number] = 1
    }
    this.#group = view.group ?? 0
    this.#places = this.#readPlaces()
  }

  /** A job queue may have been added. */
  refresh(): void {
    this.#places = this.#readPlaces()
  }

  readonly isWanted = (placeId: number, state: number): boolean =>
    this.#states[state] === 1 && this.#places[placeId] === 1

  /** Whether the job at this index of the columns fits. */
  matches({ states, places, groups }: JobColumns, at: number): boolean {
    const state = states[at] ?? 0
    if (this.#states[state] !== 1 || this.#places[places[at] ?? 0] !== 1) return false
    return this.#group === 0 || groups[at] === this.#group
  }

  #readPlaces(): Uint8Array {
    const ids = this.#placeRows.within(this.#view.scope)
    const places = new Uint8Array(Math.max(0, ...ids) + 1)
    for (const id of ids) places[id] = 1
    return places
  }
}

/** Returns those of the jobs that have all words of the text and were created in time. */
export function recheck(connection: Connection, view: JobsView, ids: readonly number[]): number[] {
  const dates = createdBetween(view)
  const words = containsAll(searchWords(view.text).all)
  const statement: Statement = connection.prepare(
    `SELECT jobs.id FROM json_each(?) CROSS JOIN jobs WHERE jobs.id = value ${dates.sql} ${words.sql}`,
  )
  const params: SqlValue[] = [...dates.params, ...words.params]
  return statement.all(JSON.stringify(ids), ...params).map(([id]) => Number(id))
}

/** Matches the dates of a view. */
export function createdBetween({ from, to }: Pick<JobsView, 'from' | 'to'>): Condition {
  return {
    sql: `${from === null ? '' : 'AND created_at >= ?'} ${to === null ? '' : 'AND created_at < ?'}`,
    params: [from, to].filter((value) => value !== null),
  }
}
