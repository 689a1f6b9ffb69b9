import { crc32 } from 'node:zlib'
import type { Direction } from '../../../../shared/queues.ts'
import type { Connection, Statement } from '../connection.ts'

/** The newest thing that happened to a job here. */
export type JobStep =
  | 'planned'
  | 'stored'
  | 'sent'
  | 'claimed'
  | 'saved'
  | 'started'
  | 'completed'
  | 'acknowledged'
  | 'released'
  | 'lost'
  | 'failed'
  | 'cancelled'

const steps: readonly JobStep[] = [
  'planned',
  'stored',
  'sent',
  'claimed',
  'saved',
  'started',
  'completed',
  'acknowledged',
  'released',
  'lost',
  'failed',
  'cancelled',
]

/** What a job is known by: its payload's key, or the message that told of it. */
export interface JobIdentity {
  readonly connectionId: string
  readonly queue: string
  readonly direction: Direction
  readonly key: string | null
  /** The SQS MessageId. */
  readonly messageId: string | null
}

/** What is shown of a job. `size` in bytes, where it is known. */
export interface JobFacts {
  readonly name: string
  readonly fileName: string
  readonly size: number | null
}

/** The table of jobs: one row each, whichever of submit, claim and save told of it first. */
export class JobRows {
  readonly #places = new Map<string, number>()
  readonly #addPlace: Statement
  readonly #findPlace: Statement
  readonly #byKey: Statement
  readonly #byMessage: Statement
  readonly #insert: Statement
  readonly #plan: Statement
  readonly #message: Statement
  readonly #send: Statement
  readonly #sent: Statement
  readonly #doneAt: Statement
  readonly #steps: Readonly<Record<JobStep, Statement>>

  constructor(connection: Connection) {
    this.#addPlace = connection.prepare(
      'INSERT INTO places (connection_id, queue) VALUES (?, ?) RETURNING id',
    )
    this.#findPlace = connection.prepare('SELECT id FROM places WHERE connection_id = ? AND queue = ?')
    this.#byKey = connection.prepare(
      'SELECT id FROM jobs WHERE key_hash = ? AND key = ? AND place_id = ? AND direction = ? ORDER BY id DESC',
    )
    this.#byMessage = connection.prepare(
      'SELECT id FROM jobs WHERE message_hash = ? AND message_id = ? AND place_id = ? ORDER BY id DESC',
    )
    this.#insert = connection.prepare(
      `INSERT INTO jobs (place_id, direction, key, key_hash, name, file_name, size, state, created_at, planned_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    )
    this.#plan = connection.prepare(
      `UPDATE jobs SET name = ?, file_name = ?, size = ?, state = 'planned', planned_at = ?,
         stored_at = NULL, sent_at = NULL, failed_at = NULL, cancelled_at = NULL WHERE id = ?`,
    )
    this.#message = connection.prepare('UPDATE jobs SET message_id = ?, message_hash = ? WHERE id = ?')
    this.#send = connection.prepare(
      "UPDATE jobs SET state = 'sent', sent_at = ?, message_id = ?, message_hash = ? WHERE id = ?",
    )
    this.#sent = connection.prepare('UPDATE jobs SET sent_at = coalesce(sent_at, ?) WHERE id = ?')
    this.#doneAt = connection.prepare('SELECT coalesce(acknowledged_at, completed_at) FROM jobs WHERE id = ?')
    this.#steps = Object.fromEntries(
      steps.map((step) => [
        step,
        connection.prepare(`UPDATE jobs SET state = '${step}', ${step}_at = ? WHERE id = ?`),
      ]),
    ) as Record<JobStep, Statement>
  }

  /** The job's row, or `null` for one not known here. */
  find({ connectionId, queue, direction, key, messageId }: JobIdentity): number | null {
    const place = this.#place(connectionId, queue)
    const byKey = key === null ? null : this.#byKey.first(crc32(key), key, place, direction)
    if (byKey !== null) return Number(byKey[0])
    const byMessage = messageId === null ? null : this.#byMessage.first(crc32(messageId), messageId, place)
    return byMessage === null ? null : Number(byMessage[0])
  }

  /** When a job was acknowledged or completed here, or `null`. */
  doneAt(identity: JobIdentity): number | null {
    const id = this.find(identity)
    const at = id === null ? null : (this.#doneAt.first(id)?.[0] ?? null)
    return at === null ? null : Number(at)
  }

  /** A row for a job not known before. `plannedAt` with an upload. */
  add(
    identity: JobIdentity,
    facts: JobFacts,
    step: JobStep,
    at: number,
    plannedAt: number | null = null,
  ): number {
    const { connectionId, queue, direction, key, messageId } = identity
    const row = this.#insert.first(
      this.#place(connectionId, queue),
      direction,
      key,
      key === null ? null : crc32(key),
      facts.name,
      facts.fileName,
      facts.size,
      step,
      at,
      plannedAt,
    )
    const id = Number(row?.[0])
    if (messageId !== null) this.tell(id, messageId)
    return id
  }

  /** Begins a job's upload anew: what followed an earlier plan does not count any more. */
  plan(id: number, facts: JobFacts, at: number): void {
    this.#plan.run(facts.name, facts.fileName, facts.size, at, id)
  }

  /** Its message was sent. */
  send(id: number, messageId: string, at: number): void {
    this.#send.run(at, messageId, crc32(messageId), id)
  }

  /** The job's newest step. */
  step(id: number, step: JobStep, at: number): void {
    this.#steps[step].run(at, id)
  }

  /** The message that stands for the job now. */
  tell(id: number, messageId: string): void {
    this.#message.run(messageId, crc32(messageId), id)
  }

  /** When the message of a job was sent, told by SQS; what this app noted itself stays. */
  sentAt(id: number, at: number): void {
    this.#sent.run(at, id)
  }

  #place(connectionId: string, queue: string): number {
    const name = `${connectionId}\n${queue}`
    const known = this.#places.get(name)
    if (known !== undefined) return known
    const row = this.#findPlace.first(connectionId, queue) ?? this.#addPlace.first(connectionId, queue)
    const id = Number(row?.[0])
    this.#places.set(name, id)
    return id
  }

  /** Forgets what a transaction that was rolled back may have made. */
  forget(): void {
    this.#places.clear()
  }
}
