import { crc32 } from 'node:zlib'
import { stateOf, type JobInputs, type JobState } from '../../../../../shared/jobs/job-state.ts'
import type { JobStep } from '../../../../../shared/jobs/job-steps.ts'
import type { Connection, SqlValue, Statement } from '../../connection.ts'
import { infoColumns, infoValues, type JobInfo } from '../../job-info.ts'
import { isDetailStep, stepColumn } from '../../step-columns.ts'
import { statesByNumber } from '../../state-numbers.ts'
import type { DetailRows } from '../detail-rows.ts'
import type { FolderRows } from '../folder-rows.ts'
import { uploadInput, type StoredJobState } from './stored-job-state.ts'
import { isSameButState, type JobTally } from './job-tally.ts'
import type { OpenUploads } from '../open-uploads.ts'
import type { QueueRows } from '../queue-rows.ts'
import type { JobChange, JobIdentity, NewJob } from './job-change.ts'
import { JobFinder } from './job-finder.ts'
import { jobStatements, type JobStatements } from './job-statements.ts'

const fileNameAt = infoColumns.indexOf('file_name')

/** Steps of an upload. Only an upload that starts again repeats them. */
const uploadSteps: ReadonlySet<JobStep> = new Set(['planned', 'stored', 'sent'])

/**
 * The jobs table. Each job has one row, whether a submit, a claim or a save reported it first. After each
 * change, the job's state is derived again.
 */
export class JobRows extends JobFinder {
  readonly #connection: Connection
  readonly #queues: QueueRows
  readonly #folders: FolderRows
  readonly #details: DetailRows
  readonly #uploads: OpenUploads
  readonly #tally: JobTally
  readonly #statements = new Map<string, Statement>()
  readonly #sql: JobStatements

  constructor(
    connection: Connection,
    {
      queues,
      folders,
      details,
      uploads,
      tally,
    }: {
      readonly queues: QueueRows
      readonly folders: FolderRows
      readonly details: DetailRows
      readonly uploads: OpenUploads
      readonly tally: JobTally
    },
  ) {
    super(connection, queues)
    this.#connection = connection
    this.#queues = queues
    this.#folders = folders
    this.#details = details
    this.#uploads = uploads
    this.#tally = tally
    this.#sql = jobStatements(connection)
  }

  /** Adds a job and returns its row id. */
  add(identity: JobIdentity, info: JobInfo, start: NewJob): number {
    return this.addWithState(identity, info, start).id
  }

  /** Adds a job. Returns its row id and its state, which its upload needs. */
  addWithState(
    { connectionId, queue, direction, key, messageId }: JobIdentity,
    info: JobInfo,
    { step, at, plannedAt, groupId = null, sourcePath, fields = null }: NewJob,
  ): { readonly id: number; readonly inputs: StoredJobState } {
    const queueId = this.#queues.id(connectionId, queue)
    const values = infoValues(info)
    const keyHash = key === null ? null : crc32(key)
    const row = this.#sql.insert.first(
      queueId,
      direction,
      key,
      keyHash,
      ...values,
      step,
      at,
      plannedAt ?? null,
    )
    const id = Number(row?.[0])
    const source = sourcePath === undefined ? null : this.#source(sourcePath, values)
    const upload = plannedAt === undefined ? null : 'planned'
    const held = false
    const [results, newResults] = [0, 0]
    const state = upload === null ? stateOf({ step, upload, held, results, newResults }) : 'uploading'
    const folderId = source?.folderId ?? null
    const { size } = info
    // Many jobs are added at once, so nothing is copied.
    const inputs: StoredJobState = {
      step,
      upload,
      held,
      results,
      newResults,
      state,
      queueId,
      groupId,
      folderId,
      createdAt: at,
      size,
      isListed: true,
      hasError: false,
    }
    if (source?.path != null || fields !== null) {
      this.#details.set(id, {
        ...(source?.path != null && { source_path: source.path }),
        ...(fields !== null && { fields }),
      })
    }
    this.#tally.move(id, null, inputs)
    if (messageId !== null) this.change(id, { at, messageId })
    return { id, inputs }
  }

  /** Restarts the job's upload. Clears the steps of the earlier upload, which stay in its timeline. */
  restart(id: number, info: JobInfo, plannedAt: number, sourcePath: string): void {
    for (const step of ['planned', 'stored', 'sent', 'failed', 'cancelled'] as const) this.#keepTime(id, step)
    const values = infoValues(info)
    const { folderId, path } = this.#source(sourcePath, values)
    this.#tally.noteRenamed(id)
    this.change(id, {
      step: 'planned',
      at: plannedAt,
      upload: 'planned',
      size: info.size,
      folderId,
      columns: {
        ...Object.fromEntries(infoColumns.map((column, index) => [column, values[index] ?? null])),
        stored_at: null,
        sent_at: null,
        failed_at: null,
        cancelled_at: null,
      },
      details: { source_path: path },
    })
  }

  /** Records a change and derives the job's state. Does nothing if the job is gone. */
  change(id: number, change: JobChange): void {
    const before = this.#inputsOf(id)
    if (before === null) return
    const { step, error, results, detail } = change
    const upload = this.#uploads.of(id)
    const hasError = error === undefined && step === undefined ? before.hasError : error != null
    const inputs: JobInputs = {
      step: step ?? before.step,
      upload: uploadInput(change.upload === undefined ? (upload?.step ?? null) : change.upload, hasError),
      held: change.held ?? before.held,
      results: results?.found ?? before.results,
      newResults: results?.new ?? before.newResults,
    }
    if (step !== undefined) {
      if (!uploadSteps.has(step)) this.#keepTime(id, step)
      if (detail != null) this.addEvent(id, step, change.at, detail)
    }
    this.#write(id, before, hasError, change)
    const now: StoredJobState = {
      step: inputs.step,
      upload: inputs.upload,
      held: inputs.held,
      results: inputs.results,
      newResults: inputs.newResults,
      state: stateOf(inputs),
      queueId: before.queueId,
      groupId: before.groupId,
      createdAt: before.createdAt,
      hasError,
      isListed: true,
      size: change.size === undefined ? before.size : change.size,
      folderId: change.folderId === undefined ? before.folderId : change.folderId,
    }
    if (!before.isListed || before.state !== now.state || !isSameButState(before, now)) {
      this.#tally.move(id, before.isListed ? before : null, now)
    }
    if (upload !== undefined) upload.inputs = now
  }

  /** Adds an entry to a job's timeline that the columns cannot hold. */
  addEvent(id: number, step: JobStep, at: number, detail: string | null): void {
    this.#sql.addEvent.run(id, at, step, detail)
  }

  /** Records when SQS received the job's message, unless this app recorded the send itself. */
  noteSentAt(id: number, at: number): void {
    this.#sql.noteSentAt.run(at, id)
  }

  /** Returns a job's state, or `null` if it is gone. */
  stateOf(id: number): JobState | null {
    return this.#inputsOf(id)?.state ?? null
  }

  /** Returns the values that determine a job's state, or `null` if it is gone. */
  inputsOf(id: number): JobInputs | null {
    return this.#inputsOf(id)
  }

  /** Removes a job and everything that belongs to it. */
  remove(id: number): void {
    const inputs = this.#inputsOf(id)
    if (inputs === null) return
    this.#sql.delete.run(id)
    if (inputs.isListed) this.#tally.remove(id, inputs)
  }

  /** Moves the previous time of a step to the timeline before the column gets the new one. */
  #keepTime(id: number, step: JobStep): void {
    const column = stepColumn(step)
    const from = isDetailStep(step) ? 'SELECT job_id' : 'SELECT id'
    const table = isDetailStep(step) ? 'job_details WHERE job_id' : 'jobs WHERE id'
    this.#statement(
      `INSERT OR IGNORE INTO job_events (job_id, at, step)
       ${from}, ${column}, '${step}' FROM ${table} = ? AND ${column} IS NOT NULL`,
    ).run(id)
  }

  /** Returns the folder of a source file, or the whole path if folder and file name are not enough. */
  #source(
    sourcePath: string,
    values: readonly SqlValue[],
  ): { readonly folderId: number | null; readonly path: string | null } {
    const fileName = values[fileNameAt]
    const folderId = this.#folders.idOf(sourcePath, String(fileName))
    return { folderId, path: folderId === null && sourcePath !== '' ? sourcePath : null }
  }

  #inputsOf(id: number): StoredJobState | null {
    const upload = this.#uploads.of(id)
    if (upload !== undefined && upload.inputs !== null) return upload.inputs
    const row = this.#sql.select.first(id)
    if (row === null) return null
    const [queueId, groupId, step, results, newResults, createdAt, size, error, folderId, listed, held] = row
    // The summary row may not be written yet.
    const known = this.#tally.unwritten(id)
    const inputs: JobInputs = {
      step: step as JobStep,
      upload: uploadInput(upload?.step ?? null, error === 1),
      held: held === 1,
      results: known?.results ?? Number(results ?? 0),
      newResults: known?.newResults ?? Number(newResults ?? 0),
    }
    const all = {
      ...inputs,
      queueId: Number(queueId),
      state: known?.state ?? statesByNumber.get(Number(listed)) ?? stateOf(inputs),
      groupId: known?.groupId ?? (groupId == null ? null : Number(groupId)),
      folderId: known?.folderId ?? (folderId == null ? null : Number(folderId)),
      createdAt: Number(createdAt),
      isListed: known !== undefined || listed != null,
      size: size == null ? null : Number(size),
      hasError: error === 1,
    }
    if (upload !== undefined) upload.inputs = all
    return all
  }

  /** Writes only the differences. */
  #write(id: number, before: StoredJobState, hasError: boolean, change: JobChange): void {
    const { at, step, messageId, columns } = change
    if (columns === undefined && messageId !== undefined && step === 'sent') {
      this.#sql.sent.run(at, messageId, crc32(messageId), id)
    } else {
      if (step !== undefined) {
        if (isDetailStep(step)) this.#sql.step[step].run(id)
        else this.#sql.step[step].run(id, at)
      }
      if (messageId !== undefined || columns !== undefined) {
        this.#set(id, {
          ...columns,
          ...(messageId !== undefined && { message_id: messageId, message_hash: crc32(messageId) }),
        })
      }
    }
    const isDetail = step !== undefined && isDetailStep(step)
    if (!isDetail && change.details === undefined && !hasError && !before.hasError) return
    this.#details.set(id, {
      ...change.details,
      ...((change.error !== undefined || step !== undefined) && { error: change.error ?? null }),
      ...(isDetail && { [stepColumn(step)]: at }),
    })
  }

  #set(id: number, columns: Readonly<Record<string, SqlValue>>): void {
    const assigned = Object.keys(columns).map((column) => `${column} = ?`)
    this.#statement(`UPDATE jobs SET ${assigned.join(', ')} WHERE id = ?`).run(...Object.values(columns), id)
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#connection.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}
