import type { JobState } from '../../../../../shared/jobs/job-state.ts'
import type { Connection, SqlValue, Statement } from '../../connection.ts'
import { stateNumbers, statesByNumber } from '../../state-numbers.ts'

/** The properties of a job that a list needs. */
export interface ListedJob {
  readonly queueId: number
  readonly state: JobState
  readonly createdAt: number
  readonly size: number | null
  readonly groupId: number | null
  readonly folderId: number | null
  readonly results: number
  readonly newResults: number
}

/** A group's changes since the last flush. */
interface GroupChange {
  bytes: number
  first: number
  last: number
}

/** A summary row to write. `what` says which columns to write: all (a new job), only the state, or some. */
interface Unwritten {
  readonly job: ListedJob
  readonly what: 'all' | 'state' | 'some'
}

/** One statement for several rows is much faster than one per row. */
const rowsAtOnce = 32
const columnNames = [
  'id',
  'place_id',
  'state',
  'created_at',
  'size',
  'group_id',
  'folder_id',
  'results',
  'new_results',
]
/** Larger than any state number. */
const keyUnit = 16

/**
 * Maintains each job's summary row for the lists, and counts jobs by state per job queue and per group.
 * Collects a transaction's changes in memory and writes them at its end. Also tracks which jobs have
 * changed.
 */
export class JobTally {
  /** Keyed by job queue and state, combined in one number. */
  readonly #inQueues = new Map<number, number>()
  readonly #inGroups = new Map<number, number>()
  readonly #groups = new Map<number, GroupChange>()
  readonly #unwritten = new Map<number, Unwritten>()
  #changed = new Map<number, ListedJob | null>()
  #named = new Set<number>()
  readonly #addOne: Statement
  readonly #addMany: Statement
  readonly #setState: Statement
  readonly #update: Statement
  readonly #addToQueue: Statement
  readonly #addToGroup: Statement
  readonly #changeGroup: Statement
  readonly #removeGroup: Statement
  readonly #all: Statement

  constructor(connection: Connection) {
    const row = `(${columnNames.map(() => '?').join(', ')})`
    const insert = `INSERT INTO listed_jobs (${columnNames.join(', ')}) VALUES`
    this.#addOne = connection.prepare(`${insert} ${row}`)
    this.#addMany = connection.prepare(`${insert} ${Array<string>(rowsAtOnce).fill(row).join(', ')}`)
    this.#setState = connection.prepare(
      'UPDATE listed_jobs SET state = ? WHERE id IN (SELECT value FROM json_each(?))',
    )
    this.#update = connection.prepare(
      'UPDATE listed_jobs SET state = ?, size = ?, folder_id = ?, results = ?, new_results = ? WHERE id = ?',
    )
    this.#addToQueue = connection.prepare(
      `INSERT INTO job_counts (place_id, state, count) VALUES (?, ?, ?)
       ON CONFLICT (place_id, state) DO UPDATE SET count = count + excluded.count`,
    )
    this.#addToGroup = connection.prepare(
      `INSERT INTO group_counts (group_id, state, count) VALUES (?, ?, ?)
       ON CONFLICT (group_id, state) DO UPDATE SET count = count + excluded.count`,
    )
    this.#changeGroup = connection.prepare(
      `UPDATE job_groups SET size = size + ?, last_job = max(last_job, ?),
         first_job = CASE first_job WHEN 0 THEN ? ELSE first_job END
       WHERE id = ?`,
    )
    this.#removeGroup = connection.prepare(
      `DELETE FROM job_groups WHERE id = ? AND NOT EXISTS
         (SELECT 1 FROM group_counts WHERE group_id = job_groups.id AND count > 0)`,
    )
    this.#all = connection.prepare(
      `SELECT connection_id, queue, state, count FROM job_counts JOIN places ON places.id = place_id
       WHERE count > 0 ORDER BY connection_id, queue`,
    )
  }

  /** Records that a job has changed. `null` means that it was not listed before. */
  move(id: number, before: ListedJob | null, now: ListedJob): void {
    this.#changed.set(id, now)
    if (before === null) this.#named.add(id)
    this.#unwritten.set(id, { job: now, what: whatToWrite(this.#unwritten.get(id), before, now) })
    if (before === null || before.state !== now.state) {
      if (before !== null) this.#count(before, -1)
      this.#count(now, 1)
    }
    if (now.groupId !== null) this.#noteGroup(now.groupId, id, (now.size ?? 0) - (before?.size ?? 0))
  }

  /** Records that a job was renamed. */
  noteRenamed(id: number): void {
    this.#named.add(id)
  }

  /** Records that a job was removed, and its row with it. */
  remove(id: number, before: ListedJob): void {
    this.#changed.set(id, null)
    this.#unwritten.delete(id)
    this.#count(before, -1)
    if (before.groupId !== null) this.#noteGroup(before.groupId, id, -(before.size ?? 0))
  }

  /** Counts jobs whose rows are already written. */
  addListed(id: number, job: ListedJob): void {
    this.#changed.set(id, job)
    this.#count(job, 1)
  }

  /** Returns a job's state if this transaction has changed it. */
  unwritten(id: number): ListedJob | undefined {
    return this.#unwritten.get(id)?.job
  }

  /** Writes the rows and the counts. Call this at the end of each transaction. */
  flush(): void {
    this.#writeRows()
    for (const [key, change] of this.#inQueues) {
      if (change !== 0) this.#addToQueue.run(Math.floor(key / keyUnit), stateOfKey(key), change)
    }
    for (const [key, change] of this.#inGroups) {
      if (change !== 0) this.#addToGroup.run(Math.floor(key / keyUnit), stateOfKey(key), change)
    }
    for (const [id, { bytes, first, last }] of this.#groups) this.#changeGroup.run(bytes, last, first, id)
    for (const [key, change] of this.#inGroups) {
      if (change < 0) this.#removeGroup.run(Math.floor(key / keyUnit))
    }
    this.#clear()
  }

  /** Discards everything that was not written. Call this after a rollback. */
  forget(): void {
    this.#clear()
    this.#changed.clear()
    this.#named.clear()
  }

  /** Returns the jobs that were added or renamed since the last call, and clears them. */
  takeNamed(): ReadonlySet<number> {
    const named = this.#named
    if (named.size > 0) this.#named = new Set()
    return named
  }

  /** Returns the jobs that have changed since the last call, and clears them. `null` means removed. */
  takeChanged(): ReadonlyMap<number, ListedJob | null> {
    const changed = this.#changed
    if (changed.size > 0) this.#changed = new Map()
    return changed
  }

  /** Returns the number of jobs per job queue and state. */
  all(): { connectionId: string; queue: string; state: JobState; count: number }[] {
    return this.#all.all().map(([connectionId, queue, state, count]) => ({
      connectionId: String(connectionId),
      queue: String(queue),
      state: String(state) as JobState,
      count: Number(count),
    }))
  }

  #writeRows(): void {
    const byState = new Map<number, number[]>()
    let values: SqlValue[] = []
    for (const [id, { job, what }] of this.#unwritten) {
      const { queueId, createdAt, size, groupId, folderId, results, newResults } = job
      const state = stateNumbers[job.state]
      if (what === 'all') {
        values.push(id, queueId, state, createdAt, size, groupId, folderId, results, newResults)
        if (values.length < rowsAtOnce * columnNames.length) continue
        this.#addMany.run(...values)
        values = []
      } else if (what === 'some') {
        this.#update.run(state, size, folderId, results, newResults, id)
      } else {
        const ids = byState.get(state)
        if (ids === undefined) byState.set(state, [id])
        else ids.push(id)
      }
    }
    for (let at = 0; at < values.length; at += columnNames.length) {
      this.#addOne.run(...values.slice(at, at + columnNames.length))
    }
    for (const [state, ids] of byState) this.#setState.run(state, JSON.stringify(ids))
  }

  #count({ queueId, groupId, state }: ListedJob, change: number): void {
    add(this.#inQueues, queueId * keyUnit + stateNumbers[state], change)
    if (groupId !== null) add(this.#inGroups, groupId * keyUnit + stateNumbers[state], change)
  }

  #noteGroup(group: number, job: number, bytes: number): void {
    const known = this.#groups.get(group)
    if (known === undefined) {
      this.#groups.set(group, { bytes, first: job, last: job })
      return
    }
    known.bytes += bytes
    if (job < known.first) known.first = job
    if (job > known.last) known.last = job
  }

  #clear(): void {
    this.#unwritten.clear()
    this.#inQueues.clear()
    this.#inGroups.clear()
    this.#groups.clear()
  }
}

function whatToWrite(
  earlier: Unwritten | undefined,
  before: ListedJob | null,
  now: ListedJob,
): Unwritten['what'] {
  if (earlier?.what === 'all' || (earlier === undefined && before === null)) return 'all'
  if (earlier?.what === 'some' || before === null) return 'some'
  return isSameButState(before, now) ? 'state' : 'some'
}

/** True if only the state of a summary row differs. */
export function isSameButState(before: ListedJob, now: ListedJob): boolean {
  return (
    before.size === now.size &&
    before.folderId === now.folderId &&
    before.results === now.results &&
    before.newResults === now.newResults
  )
}

function add(counts: Map<number, number>, key: number, change: number): void {
  counts.set(key, (counts.get(key) ?? 0) + change)
}

function stateOfKey(key: number): string {
  return statesByNumber.get(key % keyUnit) ?? ''
}
