import type { Connection, SqlValue, Statement } from '../connection.ts'
import type { ListedJob } from '../rows/jobs/job-tally.ts'
import { rareStates, stateNumbers } from '../state-numbers.ts'

/** The number of jobs to read at once. This takes a few milliseconds. */
const rowsPerSlice = 6_000

const columnNames = 'id, place_id, state, created_at, size, group_id, results, new_results, looked_at'
/** Arrays of numbers are passed several times as fast as rows. */
const asArrays = columnNames
  .split(', ')
  .map((name) => `json_group_array(${name})`)
  .join(', ')
const rareNumbers = rareStates.map((state) => stateNumbers[state]).join(', ')

/**
 * The properties of every job that lists need, in memory. They take about 34 bytes per job. A million jobs
 * load within a second, in small steps, newest first. Jobs in a rare state are known at once. The index in
 * each array is the job's id minus `base`.
 */
export class JobColumns {
  /** The smallest id. */
  readonly base: number
  /** One more than the largest id. */
  end: number
  /** Values of `stateNumbers`. 0 means that there is no such job. */
  states: Uint8Array
  queueIds: Uint16Array
  created: Float64Array
  /** -1 means unknown. */
  sizes: Float64Array
  /** 0 means none. */
  groups: Uint32Array
  /** The sort order by results. New ones count more. */
  results: Uint16Array
  /** When its results were last searched for, in seconds since the epoch. 0 means never. */
  searched: Uint32Array
  /** When a search last found a result, in seconds since the epoch. 0 means never. */
  foundTimes: Uint32Array
  /** All jobs from this id upwards are loaded. */
  loadedFrom: number
  /**
   * Results from this id upwards are loaded, or all of them if it is 0. They are only needed for repeated
   * searches.
   */
  #foundTimesFrom = Number.MAX_SAFE_INTEGER
  readonly #read: Statement
  readonly #readFoundTimes: Statement

  constructor(connection: Connection) {
    const low = connection.prepare('SELECT min(id) FROM jobs').first()?.[0]
    const high = connection.prepare('SELECT max(id) FROM jobs').first()?.[0]
    this.base = Number(low ?? 1)
    this.end = Number(high ?? 0) + 1
    const capacity = Math.max(1_024, Math.ceil((this.end - this.base) * 1.1))
    this.states = new Uint8Array(capacity)
    this.queueIds = new Uint16Array(capacity)
    this.created = new Float64Array(capacity)
    this.sizes = new Float64Array(capacity)
    this.groups = new Uint32Array(capacity)
    this.results = new Uint16Array(capacity)
    this.searched = new Uint32Array(capacity)
    this.foundTimes = new Uint32Array(capacity)
    this.loadedFrom = this.end
    this.#read = connection.prepare(
      `SELECT ${asArrays} FROM
         (SELECT ${columnNames} FROM listed_jobs WHERE id < ? ORDER BY id DESC LIMIT ?)`,
    )
    // Results that this app stored itself were never new.
    this.#readFoundTimes = connection.prepare(
      `SELECT id, job_id, found_at FROM results WHERE id < ? AND opened_at IS NOT found_at
       ORDER BY id DESC LIMIT ?`,
    )
    const uploading = 'SELECT job_id FROM uploads'
    const rare = `SELECT id FROM listed_jobs WHERE state IN (${rareNumbers})`
    const known = connection.prepare(
      `SELECT ${columnNames} FROM listed_jobs WHERE id IN (${uploading} UNION ALL ${rare})`,
    )
    for (const row of known.all()) this.#put(row)
    this.loadNext()
  }

  /** True if all jobs are loaded. */
  get isLoaded(): boolean {
    return this.loadedFrom <= this.base
  }

  /** Loads some of the remaining jobs. */
  loadNext(): void {
    const row = this.#read.first(this.loadedFrom, rowsPerSlice) ?? []
    const arrays = row.map((array) => JSON.parse(String(array)) as SqlValue[])
    const [ids = [], queueIds = [], states = [], created = [], sizes = []] = arrays
    const [groups = [], results = [], newResults = [], searched = []] = arrays.slice(5)
    // Nothing is copied, because there may be a million rows.
    for (let at = 0; at < ids.length; at += 1) {
      this.#putOne(
        Number(ids[at]),
        queueIds[at],
        states[at],
        created[at],
        sizes[at],
        groups[at],
        results[at],
        newResults[at],
        searched[at],
      )
    }
    this.loadedFrom = ids.length < rowsPerSlice ? this.base : Number(ids.at(-1))
  }

  /** True if {@link answered} is complete. */
  get areFoundTimesLoaded(): boolean {
    return this.#foundTimesFrom === 0
  }

  loadNextFoundTimes(): void {
    const rows = this.#readFoundTimes.all(this.#foundTimesFrom, rowsPerSlice)
    for (const [, job, foundAt] of rows) this.noteFound([Number(job)], Number(foundAt))
    this.#foundTimesFrom = rows.length < rowsPerSlice ? 0 : Number(rows.at(-1)?.[0])
  }

  /** Records that results of these jobs were found. */
  noteFound(ids: readonly number[], at: number): void {
    for (const id of ids) {
      const index = id - this.base
      this.foundTimes[index] = Math.max(this.foundTimes[index] ?? 0, Math.ceil(at / 1_000))
    }
  }

  /** Applies changes to jobs. `null` means removed. */
  apply(changed: ReadonlyMap<number, ListedJob | null>): void {
    for (const [id, job] of changed) {
      if (job !== null) {
        const { queueId, state, createdAt, size, groupId, results, newResults } = job
        this.#put([id, queueId, stateNumbers[state], createdAt, size, groupId, results, newResults, null])
      } else if (id < this.end && id >= this.base) {
        this.states[id - this.base] = 0
        this.foundTimes[id - this.base] = 0
      }
    }
  }

  /** Records that results of these jobs were searched for. */
  noteSearched(ids: readonly number[], at: number): void {
    for (const id of ids) this.searched[id - this.base] = Math.ceil(at / 1_000)
  }

  #put(row: readonly SqlValue[]): void {
    const [id, queueId, state, createdAt, size, group, results, newResults, searchedAt] = row
    this.#putOne(Number(id), queueId, state, createdAt, size, group, results, newResults, searchedAt)
  }

  #putOne(
    id: number,
    queueId: SqlValue | undefined,
    state: SqlValue | undefined,
    createdAt: SqlValue | undefined,
    size: SqlValue | undefined,
    group: SqlValue | undefined,
    results: SqlValue | undefined,
    newResults: SqlValue | undefined,
    searchedAt: SqlValue | undefined,
  ): void {
    const at = id - this.base
    if (at < 0) return
    if (at >= this.states.length) this.#grow(at + 1)
    if (at + this.base >= this.end) this.end = at + this.base + 1
    this.states[at] = Number(state)
    this.queueIds[at] = Number(queueId)
    this.created[at] = Number(createdAt)
    this.sizes[at] = size == null ? -1 : Number(size)
    this.groups[at] = Number(group ?? 0)
    this.results[at] = (Math.min(Number(newResults), 255) << 8) | Math.min(Number(results), 255)
    if (searchedAt != null) this.searched[at] = Math.ceil(Number(searchedAt) / 1_000)
  }

  #grow(least: number): void {
    const capacity = Math.max(least, this.states.length * 2)
    this.states = copied(this.states, new Uint8Array(capacity))
    this.queueIds = copied(this.queueIds, new Uint16Array(capacity))
    this.created = copied(this.created, new Float64Array(capacity))
    this.sizes = copied(this.sizes, new Float64Array(capacity))
    this.groups = copied(this.groups, new Uint32Array(capacity))
    this.results = copied(this.results, new Uint16Array(capacity))
    this.searched = copied(this.searched, new Uint32Array(capacity))
    this.foundTimes = copied(this.foundTimes, new Uint32Array(capacity))
  }
}

function copied<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: T, to: T): T {
  to.set(from)
  return to
}
