import type { RequestCounts } from '../../../engine/aws/middleware/request-counter.ts'
import type { Connection, Statement } from '../connection.ts'
import type { RequestCountRow } from '../../ledger-requests.ts'

/** The number of AWS requests per day. */
export class RequestCountRows {
  readonly #add: Statement
  readonly #since: Statement

  constructor(connection: Connection) {
    this.#add = connection.prepare(
      `INSERT INTO requests (day, connection_id, kind, count) VALUES (?, ?, ?, ?)
       ON CONFLICT (day, connection_id, kind) DO UPDATE SET count = count + excluded.count`,
    )
    this.#since = connection.prepare(
      'SELECT day, connection_id, kind, count FROM requests WHERE day >= ? ORDER BY day, connection_id, kind',
    )
  }

  add(day: string, connectionId: string, counts: RequestCounts): void {
    for (const [kind, count] of Object.entries(counts)) {
      if (count > 0) this.#add.run(day, connectionId, kind, count)
    }
  }

  since(day: string): RequestCountRow[] {
    return this.#since.all(day).map(([on, connectionId, kind, count]) => ({
      day: String(on),
      connectionId: String(connectionId),
      kind: String(kind),
      count: Number(count),
    }))
  }
}
