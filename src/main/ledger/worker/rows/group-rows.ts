import type { SubmitGroup } from '../../../../shared/jobs/submit-group.ts'
import type { GroupRow } from '../../../../shared/jobs/jobs.ts'
import { noJobs, type JobState } from '../../../../shared/jobs/job-state.ts'
import type { Connection, Statement } from '../connection.ts'

/** The groups: jobs that were dropped together. */
export class GroupRows {
  readonly #ids = new Map<string, number>()
  #asRow: Set<number> | null = null
  readonly #find: Statement
  readonly #add: Statement
  readonly #rows: Statement
  readonly #select: Statement
  readonly #counts: Statement
  readonly #range: Statement

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
    this.#range = connection.prepare('SELECT first_job, last_job FROM job_groups WHERE id = ?')
    this.#counts = connection.prepare('SELECT state, count FROM group_counts WHERE group_id = ?')
  }

  /** Returns the id of the group. Adds the group if it is new. */
  id({ id, name, isRow }: SubmitGroup, queueId: number, at: number): number {
    const known = this.#ids.get(id)
    if (known !== undefined) return known
    const row = this.#find.first(id) ?? this.#add.first(id, queueId, name, isRow ? 1 : 0, at)
    // Only the latest groups still get new jobs.
    if (this.#ids.size > 100) this.#ids.clear()
    const found = Number(row?.[0])
    this.#ids.set(id, found)
    if (isRow) this.#asRow?.add(found)
    else this.#asRow?.delete(found)
    return found
  }

  /** Returns the ids of the groups that lists show as one entry. */
  shownAsRow(): ReadonlySet<number> {
    return (this.#asRow ??= new Set(this.#rows.all().map(([row]) => Number(row))))
  }

  /** Returns the range that contains the ids of the group's jobs. */
  range(id: number): { readonly first: number; readonly last: number } {
    const [first, last] = (this.#range.first(id) ?? []).map(Number)
    return { first: first ?? 0, last: last ?? -1 }
  }

  /** Returns a group with its counts, or `null` if it is gone. */
  read(id: number): Omit<GroupRow, 'expanded'> | null {
    const row = this.#select.first(id)
    if (row === null) return null
    const counts = noJobs()
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

  /** Clears the cache. Call this after a rollback. */
  forget(): void {
    this.#ids.clear()
    this.#asRow = null
  }
}
