import type { JobState } from '../../../../shared/job-state.ts'
import type { Connection, Statement } from '../connection.ts'
import { stateNumbers } from '../state-numbers.ts'

/** What a list needs to know about a job. */
export interface ListedJob {
  readonly placeId: number
  readonly state: JobState
  readonly createdAt: number
  readonly size: number | null
  readonly groupId: number | null
  readonly results: number
  readonly newResults: number
}

/**
 * Keeps the short row that lists have of each job, and counts the jobs of each state per job queue and per group. The
 * changes of a transaction gather in memory and are written at its end. Remembers which jobs have changed, too.
 */
export class JobTally {
  readonly #deltas = new Map<string, number>()
  readonly #sizes = new Map<number, number>()
  readonly #unwritten = new Map<number, ListedJob | null>()
  #changed = new Map<number, ListedJob | null>()
  readonly #put: Statement
  readonly #addToPlace: Statement
  readonly #addToGroup: Statement
  readonly #addSize: Statement
  readonly #removeGroup: Statement
  readonly #all: Statement

  constructor(connection: Connection) {
    this.#put = connection.prepare(
      `INSERT INTO listed_jobs (id, place_id, state, created_at, size, group_id, results, new_results)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, size = excluded.size, results = excluded.results,
         new_results = excluded.new_results`,
    )
    this.#addToPlace = connection.prepare(
      `INSERT INTO job_counts (place_id, state, count) VALUES (?, ?, ?)
       ON CONFLICT (place_id, state) DO UPDATE SET count = count + excluded.count`,
    )
    this.#addToGroup = connection.prepare(
      `INSERT INTO group_counts (group_id, state, count) VALUES (?, ?, ?)
       ON CONFLICT (group_id, state) DO UPDATE SET count = count + excluded.count`,
    )
    this.#addSize = connection.prepare('UPDATE job_groups SET size = size + ? WHERE id = ?')
    this.#removeGroup = connection.prepare(
      `DELETE FROM job_groups WHERE id = ? AND NOT EXISTS
         (SELECT 1 FROM group_counts WHERE group_id = job_groups.id AND count > 0)`,
    )
    this.#all = connection.prepare(
      `SELECT connection_id, queue, state, count FROM job_counts JOIN places ON places.id = place_id
       WHERE count > 0 ORDER BY connection_id, queue`,
    )
  }

  /** A job has changed; `null`: it was not listed yet. */
  move(id: number, before: ListedJob | null, now: ListedJob): void {
    this.#changed.set(id, now)
    this.#unwritten.set(id, now)
    if (before?.state !== now.state) {
      if (before !== null) this.#count(before, -1)
      this.#count(now, 1)
    }
    this.#resize(now.groupId, (now.size ?? 0) - (before?.size ?? 0))
  }

  /** A job was removed, and its row with it. */
  remove(id: number, before: ListedJob): void {
    this.#changed.set(id, null)
    this.#unwritten.delete(id)
    this.#count(before, -1)
    this.#resize(before.groupId, -(before.size ?? 0))
  }

  /** Counts jobs whose rows are written already. */
  addListed(id: number, job: ListedJob): void {
    this.#changed.set(id, job)
    this.#count(job, 1)
  }

  /** Writes the rows and the counts. Call it at the end of each transaction. */
  flush(): void {
    for (const [id, job] of this.#unwritten) {
      if (job === null) continue
      const { placeId, state, createdAt, size, groupId, results, newResults } = job
      this.#put.run(id, placeId, stateNumbers[state], createdAt, size, groupId, results, newResults)
    }
    for (const [key, change] of this.#deltas) {
      const [kind, id = '', state = ''] = key.split(' ')
      if (change === 0) continue
      if (kind === 'p') this.#addToPlace.run(Number(id), state, change)
      else this.#addToGroup.run(Number(id), state, change)
      if (kind === 'g' && change < 0) this.#removeGroup.run(Number(id))
    }
    for (const [group, bytes] of this.#sizes) if (bytes !== 0) this.#addSize.run(bytes, group)
    this.#clear()
  }

  /** Forgets everything that was not written. Call it after a rollback. */
  forget(): void {
    this.#clear()
    this.#changed.clear()
  }

  /** Returns the jobs that have changed since the last call, and clears them. `null`: removed. */
  takeChanged(): ReadonlyMap<number, ListedJob | null> {
    const changed = this.#changed
    if (changed.size > 0) this.#changed = new Map()
    return changed
  }

  /** The number of jobs per job queue and state. */
  all(): { connectionId: string; queue: string; state: JobState; count: number }[] {
    return this.#all.all().map(([connectionId, queue, state, count]) => ({
      connectionId: String(connectionId),
      queue: String(queue),
      state: String(state) as JobState,
      count: Number(count),
    }))
  }

  #count({ placeId, groupId, state }: ListedJob, change: number): void {
    this.#add(`p ${placeId} ${state}`, change)
    if (groupId !== null) this.#add(`g ${groupId} ${state}`, change)
  }

  #add(key: string, change: number): void {
    this.#deltas.set(key, (this.#deltas.get(key) ?? 0) + change)
  }

  #resize(group: number | null, bytes: number): void {
    if (group !== null && bytes !== 0) this.#sizes.set(group, (this.#sizes.get(group) ?? 0) + bytes)
  }

  #clear(): void {
    this.#unwritten.clear()
    this.#deltas.clear()
    this.#sizes.clear()
  }
}
