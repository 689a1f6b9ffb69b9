import type { SubmitGroup } from '../../../../shared/submit-group.ts'
import type { GroupRow } from '../../../../shared/jobs.ts'
import { jobStates, type JobState } from '../../../../shared/job-state.ts'
import type { Connection, Statement } from '../connection.ts'

/** The groups: what was dropped together. */
export class GroupRows {
  readonly #ids = new Map<string, number>()
  readonly #find: Statement
  readonly #add: Statement
  readonly #rows: Statement
  readonly #select: Statement
  readonly #counts: Statement
  readonly #jobs: Statement

  constructor(connection: Connection) {
    this.#find = connection.prepare('SELECT id FROM job_groups WHERE uuid = ?')
    this.#add = connection.prepare(
      `INSERT INTO job_groups (uuid, place_id, name, is_row, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id`,
    )
    this.#rows = connection.prepare('SELECT id FROM job_groups WHERE is_row = 1')
    this.#select = connection.prepare(
      `SELECT name, connection_id, queue, created_at, size FROM job_groups JOIN places ON places.id = place_id
       WHERE job_groups.id = ?`,
    )
    this.#jobs = connection.prepare('SELECT json_group_array(job_id) FROM group_jobs WHERE group_id = ?')
    this.#counts = connection.prepare('SELECT state, count FROM group_counts WHERE group_id = ?')
  }

  /** Returns the id of the group, which is added if it is new. */
  id({ id, name, isRow }: SubmitGroup, placeId: number, at: number): number {
    const known = this.#ids.get(id)
    if (known !== undefined) return known
    const row = this.#find.first(id) ?? this.#add.first(id, placeId, name, isRow ? 1 : 0, at)
    // Only the latest drops get more jobs.
    if (this.#ids.size > 100) this.#ids.clear()
    this.#ids.set(id, Number(row?.[0]))
    return Number(row?.[0])
  }

  /** The ids of the groups that lists show as one entry. */
  shownAsRow(): Set<number> {
    return new Set(this.#rows.all().map(([id]) => Number(id)))
  }

  /** The ids of its jobs, in the order of the drop. */
  jobs(id: number): number[] {
    return JSON.parse(String(this.#jobs.first(id)?.[0])) as number[]
  }

  /** A group with its counts; `null` if it is gone. */
  read(id: number): Omit<GroupRow, 'expanded'> | null {
    const row = this.#select.first(id)
    if (row === null) return null
    const counts = Object.fromEntries(jobStates.map((state) => [state, 0])) as Record<JobState, number>
    for (const [state, count] of this.#counts.all(id)) counts[state as JobState] = Number(count)
    const [name, connectionId, queue, createdAt, size] = row
    return {
      kind: 'group',
      id,
      name: String(name),
      connectionId: String(connectionId),
      queue: String(queue),
      createdAt: Number(createdAt),
      size: Number(size),
      jobs: Object.values(counts).reduce((sum, count) => sum + count, 0),
      counts,
    }
  }

  /** Clears the cache. Call it after a rollback. */
  forget(): void {
    this.#ids.clear()
  }
}
