import { jobStates, stateOf, type JobFacts, type JobState } from '../../../../shared/job-state.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import type { ListedJob } from '../rows/job-tally.ts'

/** Rows that are read at once. It takes a few milliseconds. */
const rowsPerSlice = 10_000
const tableRowsPerSlice = 2_000

/** The number that stands for each state. 0: there is no such job. */
export const stateNumbers = Object.fromEntries(
  jobStates.map((state, index) => [state, index + 1]),
) as Readonly<Record<JobState, number>>

/** The jobs of one job queue that have one state. */
interface Stream {
  readonly placeId: number
  readonly state: JobState
  /** The id below which none is loaded yet. */
  before: number
}

type IsWanted = (placeId: number, state: number) => boolean

const anyId = Number.MAX_SAFE_INTEGER

/**
 * What a list has to know about every job, in memory: its state, its job queue, its group and its results. It takes
 * about 11 bytes for each job. A million jobs are read from an index in the background, the newest first.
 */
export class JobColumns {
  readonly #connection: Connection
  /** The smallest id. All arrays start with it. */
  readonly base: number
  /** One more than the largest id. */
  end: number
  states: Uint8Array
  places: Uint32Array
  groups: Uint32Array
  /** New ones count more: see {@link resultRank}. */
  results: Uint16Array
  /** All jobs from this id on are loaded. */
  exactFrom: number
  #streams: Stream[]
  /** Groups whose jobs are not known yet, the oldest first. */
  readonly #groupsLeft: number[]
  /**
   * After an upgrade, the states of some jobs are not on disk yet, so the index does not have them: all jobs are read
   * from the table instead. The id below which none is loaded yet; otherwise `null`.
   */
  #rowsBelow: number | null
  readonly #stream: Statement
  readonly #group: Statement
  readonly #rows: Statement

  constructor(connection: Connection, isRefilling: boolean) {
    this.#connection = connection
    const [low, high] = connection.prepare('SELECT min(id), max(id) FROM jobs').first() ?? []
    this.base = Number(low ?? 1)
    this.end = Number(high ?? 0) + 1
    const capacity = Math.max(1_024, Math.ceil((this.end - this.base) * 1.25))
    this.states = new Uint8Array(capacity)
    this.places = new Uint32Array(capacity)
    this.groups = new Uint32Array(capacity)
    this.results = new Uint16Array(capacity)
    this.#rowsBelow = isRefilling ? anyId : null
    this.#streams = isRefilling ? [] : readStreams(connection)
    this.#groupsLeft = connection
      .prepare('SELECT id FROM job_groups ORDER BY id')
      .all()
      .map(([id]) => Number(id))
    this.#stream = connection.prepare(
      `SELECT json_group_array(id), min(id) FROM (SELECT id FROM jobs INDEXED BY jobs_by_shown_state
         WHERE place_id = ? AND shown_state = ? AND id < ? ORDER BY id DESC LIMIT ?)`,
    )
    this.#group = connection.prepare('SELECT json_group_array(id) FROM jobs WHERE group_id = ?')
    this.#rows = connection.prepare(
      `SELECT id, place_id, state, upload_step, held, results, new_results, shown_state, group_id FROM jobs
       WHERE id < ? ORDER BY id DESC LIMIT ?`,
    )
    const newest = this.#loadRows(anyId)
    this.exactFrom = newest ?? this.base
    if (newest === null) this.#finish()
    else this.#loadResults()
  }

  /** Whether all jobs of these job queues and states are loaded, and, if that matters, the groups of all jobs. */
  isLoaded(isWanted: IsWanted, withGroups: boolean): boolean {
    if (this.#rowsBelow !== null || (withGroups && this.#groupsLeft.length > 0)) return false
    return !this.#streams.some(({ placeId, state }) => isWanted(placeId, stateNumbers[state]))
  }

  /** Loads some of these jobs, or else some of the others. Does nothing if all are loaded. */
  loadNext(isWanted: IsWanted): void {
    const wanted = this.#streams.find(({ placeId, state }) => isWanted(placeId, stateNumbers[state]))
    if (this.#rowsBelow !== null) {
      this.#rowsBelow = this.#loadRows(this.#rowsBelow)
      this.exactFrom = this.#rowsBelow ?? this.base
    } else if (wanted !== undefined) this.#loadStream(wanted)
    else if (this.#groupsLeft.length > 0) this.#loadGroup(this.#groupsLeft.pop() ?? 0)
    else if (this.#streams[0] !== undefined) this.#loadStream(this.#streams[0])
    if (this.#streams.length + this.#groupsLeft.length === 0 && this.#rowsBelow === null) this.#finish()
  }

  /** Jobs have changed; `null`: removed. */
  apply(changed: ReadonlyMap<number, ListedJob | null>): void {
    for (const [id, job] of changed) {
      if (job !== null) {
        this.#put(id, job.placeId, stateNumbers[job.state])
        const at = id - this.base
        this.groups[at] = job.groupId ?? 0
        this.results[at] = resultRank(job.results, job.newResults)
      } else if (id < this.end && id >= this.base) {
        this.states[id - this.base] = 0
      }
    }
  }

  #put(id: number, placeId: number, state: number): void {
    const at = id - this.base
    if (at < 0) return
    if (at >= this.states.length) this.#grow(at + 1)
    if (id >= this.end) this.end = id + 1
    this.states[at] = state
    this.places[at] = placeId
  }

  #grow(least: number): void {
    const capacity = Math.max(least, this.states.length * 2)
    this.states = copied(this.states, new Uint8Array(capacity))
    this.places = copied(this.places, new Uint32Array(capacity))
    this.groups = copied(this.groups, new Uint32Array(capacity))
    this.results = copied(this.results, new Uint16Array(capacity))
  }

  #finish(): void {
    this.exactFrom = this.base
    this.#rowsBelow = null
    this.#streams = []
    this.#groupsLeft.length = 0
  }

  #loadStream(stream: Stream): void {
    const row = this.#stream.first(stream.placeId, stream.state, stream.before, rowsPerSlice)
    const ids = JSON.parse(String(row?.[0])) as number[]
    const state = stateNumbers[stream.state]
    for (const id of ids) this.#put(id, stream.placeId, state)
    if (ids.length < rowsPerSlice) this.#streams = this.#streams.filter((one) => one !== stream)
    else stream.before = Number(row?.[1])
  }

  /** Returns the id below which none is loaded yet; `null`: all are. */
  #loadRows(below: number): number | null {
    const rows = this.#rows.all(below, tableRowsPerSlice)
    for (const row of rows) {
      const id = Number(row[0])
      this.#put(id, Number(row[1]), stateNumberOf(row))
      this.results[id - this.base] = resultRank(Number(row[5]), Number(row[6]))
      this.groups[id - this.base] = Number(row[8] ?? 0)
    }
    return rows.length < tableRowsPerSlice ? null : Number(rows.at(-1)?.[0])
  }

  #loadGroup(group: number): void {
    const ids = JSON.parse(String(this.#group.first(group)?.[0])) as number[]
    for (const id of ids) this.groups[id - this.base] = group
  }

  #loadResults(): void {
    const results = this.#connection
      .prepare('SELECT results, new_results, json_group_array(id) FROM jobs WHERE results > 0 GROUP BY 1, 2')
      .all()
    for (const [found, isNew, ids] of results) {
      const rank = resultRank(Number(found), Number(isNew))
      for (const id of JSON.parse(String(ids)) as number[]) this.results[id - this.base] = rank
    }
  }
}

function readStreams(connection: Connection): Stream[] {
  return connection
    .prepare('SELECT place_id, state FROM job_counts WHERE count > 0 ORDER BY count')
    .all()
    .map(([placeId, state]) => ({ placeId: Number(placeId), state: state as JobState, before: anyId }))
}

/** The order of jobs by results: those with more new ones first, then those with more. */
function resultRank(found: number, isNew: number): number {
  return (Math.min(isNew, 255) << 8) | Math.min(found, 255)
}

function stateNumberOf(row: readonly SqlValue[]): number {
  const [, , step, upload, held, results, newResults, shown] = row
  if (shown != null) return stateNumbers[shown as JobState]
  const facts = {
    step: step as JobFacts['step'],
    upload: (upload ?? null) as JobFacts['upload'],
    ...{ held: held === 1, results: Number(results ?? 0), newResults: Number(newResults ?? 0) },
  }
  return stateNumbers[stateOf(facts)]
}

function copied<T extends Uint8Array | Uint16Array | Uint32Array>(from: T, to: T): T {
  to.set(from)
  return to
}
