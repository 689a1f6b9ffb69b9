import type { JobState } from '../../../../shared/job-state.ts'
import type { Connection, Statement } from '../connection.ts'

/** What a list needs to know about a job. */
export interface ListedJob {
  readonly placeId: number
  readonly groupId: number | null
  readonly state: JobState
  readonly results: number
  readonly newResults: number
}

/**
 * Counts the jobs of each state, per job queue and per group. Changes gather in memory and are written once per
 * transaction, so that counting 10,000 jobs costs a few rows. Also remembers which jobs have changed, for the lists.
 */
export class JobTally {
  readonly #deltas = new Map<string, number>()
  readonly #sizes = new Map<number, number>()
  #changed = new Map<number, ListedJob | null>()
  readonly #addToPlace: Statement
  readonly #addToGroup: Statement
  readonly #addSize: Statement
  readonly #removeGroup: Statement
  readonly #all: Statement

  constructor(connection: Connection) {
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

  /** A job changed from a state to another; `null`: it was added or removed. */
  move(id: number, from: JobState | null, to: JobState | null, job: Omit<ListedJob, 'state'>): void {
    this.#changed.set(id, to === null ? null : { ...job, state: to })
    if (from === to) return
    for (const [state, change] of [
      [from, -1],
      [to, 1],
    ] as const) {
      if (state === null) continue
      this.#count(`p ${job.placeId} ${state}`, change)
      if (job.groupId !== null) this.#count(`g ${job.groupId} ${state}`, change)
    }
  }

  /** The jobs of a group became larger or smaller, in bytes. */
  resize(group: number, bytes: number): void {
    this.#sizes.set(group, (this.#sizes.get(group) ?? 0) + bytes)
  }

  /** Writes the counts. Call it at the end of each transaction. */
  flush(): void {
    for (const [key, change] of this.#deltas) {
      const [kind, id = '', state = ''] = key.split(' ')
      if (change === 0) continue
      if (kind === 'p') this.#addToPlace.run(Number(id), state, change)
      else this.#addToGroup.run(Number(id), state, change)
      if (kind === 'g' && change < 0) this.#removeGroup.run(Number(id))
    }
    for (const [group, bytes] of this.#sizes) if (bytes !== 0) this.#addSize.run(bytes, group)
    this.#deltas.clear()
    this.#sizes.clear()
  }

  /** Forgets everything that was not written. Call it after a rollback. */
  forget(): void {
    this.#deltas.clear()
    this.#sizes.clear()
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

  #count(key: string, change: number): void {
    this.#deltas.set(key, (this.#deltas.get(key) ?? 0) + change)
  }
}
