import { queueKey } from '../../../../shared/queues/queue-key.ts'
import type { Connection, Statement } from '../connection.ts'

/** The job queues. The table `places` has one row for each. */
export class QueueRows {
  readonly #ids = new Map<string, number>()
  readonly #add: Statement
  readonly #find: Statement
  readonly #all: Statement

  constructor(connection: Connection) {
    this.#add = connection.prepare('INSERT INTO places (connection_id, queue) VALUES (?, ?) RETURNING id')
    this.#find = connection.prepare('SELECT id FROM places WHERE connection_id = ? AND queue = ?')
    this.#all = connection.prepare(
      'SELECT id FROM places WHERE connection_id = coalesce(?, connection_id) AND queue = coalesce(?, queue)',
    )
  }

  /** Returns the id of a job queue. Adds it if it is new. */
  id(connectionId: string, queue: string): number {
    const name = queueKey({ connectionId, queue })
    const known = this.#ids.get(name)
    if (known !== undefined) return known
    const row = this.#find.first(connectionId, queue) ?? this.#add.first(connectionId, queue)
    const id = Number(row?.[0])
    this.#ids.set(name, id)
    return id
  }

  /** Returns the ids of a scope's job queues. */
  within(scope: { readonly connectionId: string | null; readonly queue: string | null }): number[] {
    return this.#all.all(scope.connectionId, scope.queue).map(([id]) => Number(id))
  }

  /** Clears the cache. Call this after a rollback. */
  forget(): void {
    this.#ids.clear()
  }
}
