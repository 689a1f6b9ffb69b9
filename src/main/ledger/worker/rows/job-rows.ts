import { crc32 } from 'node:zlib'
import { stateOf, type JobFacts, type JobState } from '../../../../shared/job-state.ts'
import type { JobStep } from '../../../../shared/job-steps.ts'
import type { Direction } from '../../../../shared/queues.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { infoColumns, infoValues, stepColumn, type JobInfo } from '../history-columns.ts'
import type { JobTally, ListedJob } from './job-tally.ts'
import type { PlaceRows } from './place-rows.ts'
import { possibleJobIds } from './result-key.ts'

/** A job is identified by the key of its payload, or else by its message. */
export interface JobIdentity {
  readonly connectionId: string
  readonly queue: string
  readonly direction: Direction
  readonly key: string | null
  /** The SQS MessageId. */
  readonly messageId: string | null
}

/** A job that is added: how it starts. */
export interface NewJob {
  readonly step: JobStep
  readonly at: number
  readonly upload?: { readonly id: string; readonly plannedAt: number }
  readonly groupId?: number | null
  readonly sourcePath?: string
  readonly fields?: string | null
}

/** A change of a job. What is left out stays. */
export interface JobChange {
  readonly at: number
  /** What happened. Its time is recorded, and an earlier error is over. */
  readonly step?: JobStep
  readonly upload?: JobFacts['upload']
  readonly held?: boolean
  readonly results?: { readonly found: number; readonly new: number; readonly saved: number }
  readonly error?: string | null
  readonly detail?: string | null
  readonly messageId?: string
  readonly size?: number | null
  readonly columns?: Readonly<Record<string, SqlValue>>
}

/** What decides the state of a job, and what its list needs. */
interface Facts extends JobFacts, ListedJob {}

/** Steps of an upload. Only a restart repeats them. */
const uploadSteps: ReadonlySet<JobStep> = new Set(['planned', 'stored', 'sent'])

/**
 * The table of jobs: one row per job, whether a submit, a claim or a save reported it first. After each change, the
 * state of the job is derived again.
 */
export class JobRows {
  readonly #connection: Connection
  readonly #places: PlaceRows
  readonly #tally: JobTally
  /** Of the jobs that are being uploaded: they change most. */
  readonly #facts = new Map<number, Facts>()
  readonly #statements = new Map<string, Statement>()
  /** After an upgrade: jobs with smaller ids may not be listed yet. `null`: all are. */
  #unlistedTo: number | null = null
  readonly #byKey: Statement
  readonly #byMessage: Statement
  readonly #insert: Statement
  readonly #noteSentAt: Statement
  readonly #doneAt: Statement
  readonly #select: Statement
  readonly #addEvent: Statement
  readonly #addToGroup: Statement
  readonly #isListed: Statement
  readonly #delete: Statement

  constructor(connection: Connection, places: PlaceRows, tally: JobTally) {
    this.#connection = connection
    this.#places = places
    this.#tally = tally
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
      'changed_at',
      'planned_at',
      'upload_id',
      'upload_step',
      'group_id',
      'source_path',
      'fields',
    ]
    this.#insert = connection.prepare(
      `INSERT INTO jobs (${inserted.join(', ')}) VALUES (${inserted.map(() => '?').join(', ')}) RETURNING id`,
    )
    this.#noteSentAt = connection.prepare('UPDATE jobs SET sent_at = coalesce(sent_at, ?) WHERE id = ?')
    this.#doneAt = connection.prepare('SELECT coalesce(acknowledged_at, completed_at) FROM jobs WHERE id = ?')
    this.#select = connection.prepare(
      `SELECT place_id, group_id, state, upload_step, held, results, new_results, created_at, size FROM jobs
       WHERE id = ?`,
    )
    this.#addEvent = connection.prepare(
      `INSERT INTO job_events (job_id, at, step, detail) VALUES (?, ?, ?, ?)
       ON CONFLICT (job_id, at, step) DO UPDATE SET detail = coalesce(excluded.detail, detail)`,
    )
    this.#addToGroup = connection.prepare('INSERT OR IGNORE INTO group_jobs VALUES (?, ?)')
    this.#isListed = connection.prepare('SELECT 1 FROM listed_jobs WHERE id = ?')
    this.#delete = connection.prepare('DELETE FROM jobs WHERE id = ?')
  }

  /** Returns the job's row id, or `null` if the ledger has no such job. */
  find({ connectionId, queue, direction, key, messageId }: JobIdentity): number | null {
    const placeId = this.#places.id(connectionId, queue)
    const byKey = key === null ? null : this.#byKey.first(crc32(key), key, placeId, direction)
    if (byKey !== null) return Number(byKey[0])
    return messageId === null ? null : this.findMessage(placeId, messageId)
  }

  /** Returns the row id of the job with that message, or `null`. */
  findMessage(placeId: number, messageId: string): number | null {
    const row = this.#byMessage.first(crc32(messageId), messageId, placeId)
    return row === null ? null : Number(row[0])
  }

  /** Returns the row id of the job that an object in the out bucket is a result of, or `null`. */
  answered(connectionId: string, queue: string, direction: Direction, key: string | null): number | null {
    if (direction !== 'out' || key === null) return null
    const placeId = this.#places.id(connectionId, queue)
    for (const messageId of possibleJobIds(key)) {
      const job = this.findMessage(placeId, messageId)
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

  /** Adds a job and returns its row id. */
  add(identity: JobIdentity, info: JobInfo, start: NewJob): number {
    const { connectionId, queue, direction, key, messageId } = identity
    const { step, at, upload, groupId = null, sourcePath = null, fields = null } = start
    const placeId = this.#places.id(connectionId, queue)
    const facts: JobFacts = {
      step,
      upload: upload === undefined ? null : 'planned',
      held: false,
      results: 0,
      newResults: 0,
    }
    const row = this.#insert.first(
      placeId,
      direction,
      key,
      key === null ? null : crc32(key),
      ...infoValues(info),
      step,
      at,
      upload?.plannedAt ?? at,
      upload?.plannedAt ?? null,
      upload?.id ?? null,
      facts.upload,
      groupId,
      sourcePath,
      fields,
    )
    const id = Number(row?.[0])
    const listed = { ...facts, placeId, groupId, createdAt: at, size: info.size, state: stateOf(facts) }
    if (upload !== undefined) this.#facts.set(id, listed)
    if (groupId !== null) this.#addToGroup.run(groupId, id)
    this.#tally.move(id, null, listed)
    if (messageId !== null) this.change(id, { at, messageId })
    return id
  }

  /** Starts the job's upload again. Clears the steps of the earlier upload, which stay in its timeline. */
  restart(id: number, info: JobInfo, upload: { readonly id: string; readonly plannedAt: number }): void {
    for (const step of ['planned', 'stored', 'sent', 'failed', 'cancelled'] as const) this.#keepTime(id, step)
    const values = infoValues(info)
    this.change(id, {
      step: 'planned',
      at: upload.plannedAt,
      upload: 'planned',
      size: info.size,
      columns: {
        ...Object.fromEntries(infoColumns.map((column, index) => [column, values[index] ?? null])),
        stored_at: null,
        sent_at: null,
        failed_at: null,
        cancelled_at: null,
        upload_id: upload.id,
      },
    })
  }

  /** Records a change and derives the state of the job. Does nothing if the job is gone. */
  change(id: number, change: JobChange): void {
    const before = this.#factsOf(id)
    if (before === null) return
    const { step = before.step, upload = before.upload, held = before.held, size = before.size } = change
    const facts: JobFacts = {
      step,
      upload,
      held,
      results: change.results?.found ?? before.results,
      newResults: change.results?.new ?? before.newResults,
    }
    if (change.step !== undefined && !uploadSteps.has(change.step)) this.#keepTime(id, change.step)
    if (change.step !== undefined && change.detail != null) {
      this.addEvent(id, change.step, change.at, change.detail)
    }
    this.#update(id, before, facts, change)
    const now: Facts = { ...before, ...facts, size, state: stateOf(facts) }
    const isListed = this.#unlistedTo === null || id > this.#unlistedTo || this.#isListed.first(id) !== null
    if (!isListed || !isSameInList(before, now)) this.#tally.move(id, isListed ? before : null, now)
    if (upload === null) this.#facts.delete(id)
    else this.#facts.set(id, now)
  }

  /** Adds an entry to the timeline of a job that its columns cannot have. */
  addEvent(id: number, step: JobStep, at: number, detail: string | null): void {
    this.#addEvent.run(id, at, step, detail)
  }

  /** Records when SQS received the job's message, unless this app recorded the send itself. */
  noteSentAt(id: number, at: number): void {
    this.#noteSentAt.run(at, id)
  }

  /** The state of a job; `null` if it is gone. */
  stateOf(id: number): JobState | null {
    return this.#factsOf(id)?.state ?? null
  }

  /** What decides the state of a job; `null` if it is gone. */
  factsOf(id: number): JobFacts | null {
    return this.#factsOf(id)
  }

  /** Removes a job and everything that belongs to it. */
  remove(id: number): void {
    const facts = this.#factsOf(id)
    if (facts === null) return
    const isListed = this.#isListed.first(id) !== null
    this.#delete.run(id)
    this.#facts.delete(id)
    if (isListed) this.#tally.remove(id, facts)
  }

  /** Jobs with this id and smaller ones may not be listed yet; `null`: all are. */
  noteRefill(next: number | null): void {
    this.#unlistedTo = next
  }

  /** Clears the cache. Call it after a rollback. */
  forget(): void {
    this.#facts.clear()
  }

  /** An earlier time of a step moves into the timeline before the column gets the new one. */
  #keepTime(id: number, step: JobStep): void {
    const column = stepColumn(step)
    this.#statement(
      `INSERT OR IGNORE INTO job_events (job_id, at, step)
       SELECT id, ${column}, '${step}' FROM jobs WHERE id = ? AND ${column} IS NOT NULL`,
    ).run(id)
  }

  #factsOf(id: number): Facts | null {
    const known = this.#facts.get(id)
    if (known !== undefined) return known
    const row = this.#select.first(id)
    if (row === null) return null
    const [placeId, groupId, step, upload, held, results, newResults, createdAt, size] = row
    const facts: JobFacts = {
      step: step as JobStep,
      upload: (upload ?? null) as JobFacts['upload'],
      held: held === 1,
      results: Number(results),
      newResults: Number(newResults),
    }
    return {
      ...facts,
      state: stateOf(facts),
      placeId: Number(placeId),
      groupId: groupId == null ? null : Number(groupId),
      createdAt: Number(createdAt),
      size: size == null ? null : Number(size),
    }
  }

  /** Only what differs, in one statement. */
  #update(id: number, before: Facts, facts: JobFacts, change: JobChange): void {
    const { at, step, error, results, messageId, columns } = change
    let sql = 'UPDATE jobs SET changed_at = ?'
    const values: SqlValue[] = [at]
    const set = (column: string, value: SqlValue): void => {
      sql += `, ${column} = ?`
      values.push(value)
    }
    if (step !== undefined) {
      set('state', step)
      set(stepColumn(step), at)
    }
    if (error !== undefined || step !== undefined) set('error', error ?? null)
    if (facts.upload !== before.upload) set('upload_step', facts.upload)
    if (facts.upload === null && before.upload !== null) set('upload_id', null)
    if (facts.held !== before.held) set('held', facts.held ? 1 : 0)
    if (results !== undefined) {
      set('results', results.found)
      set('new_results', results.new)
      set('saved_results', results.saved)
    }
    if (messageId !== undefined) {
      set('message_id', messageId)
      set('message_hash', crc32(messageId))
    }
    if (columns !== undefined) for (const [column, value] of Object.entries(columns)) set(column, value)
    this.#statement(`${sql} WHERE id = ?`).run(...values, id)
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

function isSameInList(before: Facts, now: Facts): boolean {
  return (
    before.state === now.state &&
    before.size === now.size &&
    before.results === now.results &&
    before.newResults === now.newResults
  )
}
