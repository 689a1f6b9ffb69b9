import { crc32 } from 'node:zlib'
import { jobSteps, type JobStep } from '../../../../shared/job-steps.ts'
import type { Direction } from '../../../../shared/queues.ts'
import type { Connection, Statement } from '../connection.ts'
import { infoColumns, infoValues, stepColumn, type JobInfo } from '../history-columns.ts'

/** A job is identified by the key of its payload, or else by its message. */
export interface JobIdentity {
  readonly connectionId: string
  readonly queue: string
  readonly direction: Direction
  readonly key: string | null
  /** The SQS MessageId. */
  readonly messageId: string | null
}

/** The table of jobs: one row per job, whether a submit, a claim or a save reported it first. */
export class JobRows {
  /** Ids in the table `places`, which has one row per job queue. */
  readonly #queueIds = new Map<string, number>()
  readonly #addQueue: Statement
  readonly #findQueue: Statement
  readonly #byKey: Statement
  readonly #byMessage: Statement
  readonly #insert: Statement
  readonly #restart: Statement
  readonly #setMessage: Statement
  readonly #markSent: Statement
  readonly #noteSentAt: Statement
  readonly #doneAt: Statement
  readonly #steps: Readonly<Record<JobStep, Statement>>

  constructor(connection: Connection) {
    this.#addQueue = connection.prepare(
      'INSERT INTO places (connection_id, queue) VALUES (?, ?) RETURNING id',
    )
    this.#findQueue = connection.prepare('SELECT id FROM places WHERE connection_id = ? AND queue = ?')
    this.#byKey = connection.prepare(
      'SELECT id FROM jobs WHERE key_hash = ? AND key = ? AND place_id = ? AND direction = ? ORDER BY id DESC',
    )
    this.#byMessage = connection.prepare(
      'SELECT id FROM jobs WHERE message_hash = ? AND message_id = ? AND place_id = ? ORDER BY id DESC',
    )
    const inserted = [
      'place_id',
      'direction',
      'key',
      'key_hash',
      ...infoColumns,
      'state',
      'created_at',
      'planned_at',
    ]
    this.#insert = connection.prepare(
      `INSERT INTO jobs (${inserted.join(', ')}) VALUES (${inserted.map(() => '?').join(', ')}) RETURNING id`,
    )
    this.#restart = connection.prepare(
      `UPDATE jobs SET ${infoColumns.map((column) => `${column} = ?`).join(', ')}, state = 'planned',
         planned_at = ?, stored_at = NULL, sent_at = NULL, failed_at = NULL, cancelled_at = NULL WHERE id = ?`,
    )
    this.#setMessage = connection.prepare('UPDATE jobs SET message_id = ?, message_hash = ? WHERE id = ?')
    this.#markSent = connection.prepare(
      "UPDATE jobs SET state = 'sent', sent_at = ?, message_id = ?, message_hash = ? WHERE id = ?",
    )
    this.#noteSentAt = connection.prepare('UPDATE jobs SET sent_at = coalesce(sent_at, ?) WHERE id = ?')
    this.#doneAt = connection.prepare('SELECT coalesce(acknowledged_at, completed_at) FROM jobs WHERE id = ?')
    this.#steps = Object.fromEntries(
      jobSteps.map((step) => [
        step,
        connection.prepare(`UPDATE jobs SET state = '${step}', ${stepColumn(step)} = ? WHERE id = ?`),
      ]),
    ) as Record<JobStep, Statement>
  }

  /** Returns the job's row id, or `null` if the ledger has no such job. */
  find({ connectionId, queue, direction, key, messageId }: JobIdentity): number | null {
    const queueId = this.#queueId(connectionId, queue)
    const byKey = key === null ? null : this.#byKey.first(crc32(key), key, queueId, direction)
    if (byKey !== null) return Number(byKey[0])
    const byMessage = messageId === null ? null : this.#byMessage.first(crc32(messageId), messageId, queueId)
    return byMessage === null ? null : Number(byMessage[0])
  }

  /** Returns when the job was acknowledged or completed here, or `null`. */
  doneAt(identity: JobIdentity): number | null {
    const id = this.find(identity)
    const at = id === null ? null : (this.#doneAt.first(id)?.[0] ?? null)
    return at === null ? null : Number(at)
  }

  /** Adds a job and returns its row id. Uploads pass `plannedAt`. */
  add(
    identity: JobIdentity,
    info: JobInfo,
    step: JobStep,
    at: number,
    plannedAt: number | null = null,
  ): number {
    const { connectionId, queue, direction, key, messageId } = identity
    const row = this.#insert.first(
      this.#queueId(connectionId, queue),
      direction,
      key,
      key === null ? null : crc32(key),
      ...infoValues(info),
      step,
      at,
      plannedAt,
    )
    const id = Number(row?.[0])
    if (messageId !== null) this.setMessage(id, messageId)
    return id
  }

  /** Starts the job's upload again. Clears the steps of the earlier upload. */
  restart(id: number, info: JobInfo, at: number): void {
    this.#restart.run(...infoValues(info), at, id)
  }

  /** Records that the job's message was sent. */
  markSent(id: number, messageId: string, at: number): void {
    this.#markSent.run(at, messageId, crc32(messageId), id)
  }

  /** Records the job's latest step. */
  recordStep(id: number, step: JobStep, at: number): void {
    this.#steps[step].run(at, id)
  }

  /** Sets the message that now represents the job. */
  setMessage(id: number, messageId: string): void {
    this.#setMessage.run(messageId, crc32(messageId), id)
  }

  /** Records when SQS received the job's message, unless this app recorded the send itself. */
  noteSentAt(id: number, at: number): void {
    this.#noteSentAt.run(at, id)
  }

  #queueId(connectionId: string, queue: string): number {
    const name = `${connectionId}\n${queue}`
    const known = this.#queueIds.get(name)
    if (known !== undefined) return known
    const row = this.#findQueue.first(connectionId, queue) ?? this.#addQueue.first(connectionId, queue)
    const id = Number(row?.[0])
    this.#queueIds.set(name, id)
    return id
  }

  /** Clears the cache. Call it after a rollback. */
  forget(): void {
    this.#queueIds.clear()
  }
}
