import { crc32 } from 'node:zlib'
import type { Direction } from '../../../../../shared/queues/queues.ts'
import type { Connection, Statement } from '../../connection.ts'
import type { JobIdentity } from './job-change.ts'
import type { QueueRows } from '../queue-rows.ts'
import { possibleJobIds } from '../result-key.ts'

/** Finds jobs by the key of their object or by their message. */
export class JobFinder {
  readonly #queues: QueueRows
  readonly #byKey: Statement
  readonly #byMessage: Statement
  readonly #doneAt: Statement

  constructor(connection: Connection, queues: QueueRows) {
    this.#queues = queues
    this.#byKey = connection.prepare(
      'SELECT id FROM jobs WHERE key_hash = ? AND key = ? AND place_id = ? AND direction = ? ORDER BY id DESC',
    )
    this.#byMessage = connection.prepare(
      'SELECT id FROM jobs WHERE message_hash = ? AND message_id = ? AND place_id = ? ORDER BY id DESC',
    )
    this.#doneAt = connection.prepare('SELECT coalesce(acknowledged_at, completed_at) FROM jobs WHERE id = ?')
  }

  /** Returns the job's row id, or `null` if the ledger has no such job. */
  find({ connectionId, queue, direction, key, messageId }: JobIdentity): number | null {
    const queueId = this.#queues.id(connectionId, queue)
    const byKey = key === null ? null : this.#byKey.first(crc32(key), key, queueId, direction)
    if (byKey !== null) return Number(byKey[0])
    return messageId === null ? null : this.findMessage(queueId, messageId)
  }

  /** Returns the row id of the job with that message, or `null`. */
  findMessage(queueId: number, messageId: string): number | null {
    const row = this.#byMessage.first(crc32(messageId), messageId, queueId)
    return row === null ? null : Number(row[0])
  }

  /** Returns the row id of the job that an object in the out bucket is a result of, or `null`. */
  jobOfResult(connectionId: string, queue: string, direction: Direction, key: string | null): number | null {
    if (direction !== 'out' || key === null) return null
    const queueId = this.#queues.id(connectionId, queue)
    for (const messageId of possibleJobIds(key)) {
      const job = this.findMessage(queueId, messageId)
      if (job !== null) return job
    }
    return null
  }

  /** Returns when the job was acknowledged or completed here, or `null`. */
  doneAt(identity: JobIdentity): number | null {
    const id = this.find(identity)
    const at = id === null ? null : (this.#doneAt.first(id)?.[0] ?? null)
    return at === null ? null : Number(at)
  }
}
