import { crc32 } from 'node:zlib'
import type { OutstandingJob, StepTimes, StoredDetail, StoredJob } from '../../../../engine/jobs/job-store.ts'
import { cutText } from '../../../../../shared/texts/cut-text.ts'
import type { WireError } from '../../../../../shared/errors.ts'
import type { JobEvent } from '../../../../../shared/jobs/jobs.ts'
import { stateOf, type JobInputs } from '../../../../../shared/jobs/job-state.ts'
import { jobSteps, type JobStep } from '../../../../../shared/jobs/job-steps.ts'
import type { Connection, SqlValue, Statement } from '../../connection.ts'
import { timeColumns } from '../../step-columns.ts'
import type { GroupRows } from '../group-rows.ts'
import { uploadInput } from './stored-job-state.ts'
import type { OpenUpload, OpenUploads } from '../open-uploads.ts'
import type { ResultRows } from '../result-rows.ts'

const times = timeColumns.map((column) => `ifnull(${column}, 0)`).join(', ')
/** In the order of {@link storedJob}. Saved results are only counted for jobs with results. */
const columns = `
  jobs.id, connection_id, queue, direction, jobs.key, message_id, name, file_name, jobs.size, jobs.state,
  jobs.created_at, max(jobs.created_at, ${times}), attempt, max_receives, ifnull(results, 0), ifnull(new_results, 0),
  CASE WHEN results > 0 THEN (SELECT count(saved_at) FROM results WHERE results.job_id = jobs.id) ELSE 0 END,
  error, claim_id, EXISTS (SELECT 1 FROM claims WHERE claims.job_id = jobs.id), group_id, saved_path,
  coalesce(source_path, folders.path || file_name)`
const joined = `LEFT JOIN listed_jobs ON listed_jobs.id = jobs.id LEFT JOIN job_details ON job_details.job_id = jobs.id
  LEFT JOIN folders ON folders.id = folder_id`

/** Reads jobs for their list. */
export class JobReader {
  readonly #results: ResultRows
  readonly #groups: GroupRows
  readonly #uploads: OpenUploads
  readonly #some: Statement
  readonly #detail: Statement
  readonly #events: Statement
  readonly #times: Statement
  readonly #from: Statement
  readonly #again: Statement
  readonly #link: Statement
  readonly #outstanding: Statement
  readonly #withMessages: Statement
  readonly #withKeys: Statement

  constructor(connection: Connection, results: ResultRows, groups: GroupRows, uploads: OpenUploads) {
    this.#uploads = uploads
    this.#results = results
    this.#groups = groups
    this.#some = connection.prepare(
      `SELECT ${columns} FROM json_each(?) CROSS JOIN jobs CROSS JOIN places ${joined}
       WHERE jobs.id = value AND places.id = jobs.place_id`,
    )
    this.#detail = connection.prepare(
      `SELECT fields, ${timeColumns.join(', ')} FROM jobs LEFT JOIN job_details ON job_id = jobs.id
       WHERE jobs.id = ?`,
    )
    this.#times = connection.prepare(
      `SELECT jobs.id, ${timeColumns.join(', ')} FROM json_each(?) CROSS JOIN jobs
       LEFT JOIN job_details ON job_details.job_id = jobs.id WHERE jobs.id = value`,
    )
    this.#events = connection.prepare('SELECT at, step, detail FROM job_events WHERE job_id = ?')
    this.#from = connection.prepare(
      'SELECT from_id FROM job_links WHERE again_id = ? ORDER BY from_id DESC LIMIT 1',
    )
    this.#again = connection.prepare('SELECT again_id FROM job_links WHERE from_id = ? ORDER BY again_id')
    this.#link = connection.prepare('INSERT OR IGNORE INTO job_links (from_id, again_id) VALUES (?, ?)')
    this.#outstanding = connection.prepare(
      `SELECT jobs.id, message_id, sent_at, looked_at FROM json_each(?) CROSS JOIN jobs CROSS JOIN listed_jobs
       WHERE jobs.id = value AND listed_jobs.id = value AND message_id IS NOT NULL AND sent_at IS NOT NULL`,
    )
    this.#withMessages = connection.prepare(
      `SELECT jobs.id, message_id FROM json_each(?) CROSS JOIN jobs
       WHERE message_hash = value ->> 0 AND message_id = value ->> 1 AND place_id = ?`,
    )
    this.#withKeys = connection.prepare(
      `SELECT jobs.id, jobs.key FROM json_each(?) CROSS JOIN jobs
       WHERE key_hash = value ->> 0 AND jobs.key = value ->> 1 AND place_id = ?`,
    )
  }

  /** Returns the jobs with these ids in order. Unknown ids are left out. */
  jobs(ids: readonly number[]): StoredJob[] {
    return ids.length === 0
      ? []
      : this.#some.all(JSON.stringify(ids)).map((row) => storedJob(row, this.#uploads.of(Number(row[0]))))
  }

  /** Returns when each step of these jobs happened. */
  times(ids: readonly number[]): Map<number, StepTimes> {
    return new Map(
      this.#times
        .all(JSON.stringify(ids))
        .map(([id, ...times]) => [
          Number(id),
          Object.fromEntries(
            jobSteps.flatMap((step, index) => (times[index] == null ? [] : [[step, Number(times[index])]])),
          ),
        ]),
    )
  }

  describe(id: number): StoredDetail | null {
    const [job] = this.jobs([id])
    const [fields, ...times] = this.#detail.first(id) ?? []
    if (job === undefined) return null
    const group = job.groupId === null ? null : this.#groups.read(job.groupId)
    return {
      job,
      group: group === null ? null : { id: group.id, name: group.name, jobs: group.jobs },
      results: this.#results.of(id),
      events: this.#timeline(id, times),
      fields: fields == null ? {} : (JSON.parse(String(fields)) as StoredDetail['fields']),
      from: optionalNumber(this.#from.first(id)?.[0]),
      again: this.#again.all(id).map(([again]) => Number(again)),
    }
  }

  link(from: number, again: number): void {
    this.#link.run(from, again)
  }

  /** Returns the jobs among these that were sent, in order. */
  outstanding(ids: readonly number[]): OutstandingJob[] {
    return this.#outstanding.all(JSON.stringify(ids)).map(([id, messageId, sentAt, searchedAt]) => ({
      id: Number(id),
      messageId: String(messageId),
      sentAt: Number(sentAt),
      searchedAt: optionalNumber(searchedAt),
    }))
  }

  /** Returns the row ids of the jobs with these MessageIds. */
  withMessageIds(queueId: number, messageIds: readonly string[]): Map<string, number> {
    const wanted = JSON.stringify(messageIds.map((id) => [crc32(id), id]))
    return new Map(
      this.#withMessages.all(wanted, queueId).map(([id, messageId]) => [String(messageId), Number(id)]),
    )
  }

  /** Returns the row ids of the jobs with these keys. */
  withKeys(queueId: number, keys: readonly string[]): Map<string, number> {
    const wanted = JSON.stringify(keys.map((key) => [crc32(key), key]))
    return new Map(this.#withKeys.all(wanted, queueId).map(([id, key]) => [String(key), Number(id)]))
  }

  /** Returns the times of all steps, and all further details, oldest first. */
  #timeline(id: number, times: readonly (SqlValue | undefined)[]): JobEvent[] {
    const events = new Map<string, JobEvent>()
    for (const [index, what] of jobSteps.entries()) {
      const at = times[index]
      if (at != null) events.set(`${at} ${what}`, { at: Number(at), what, detail: null })
    }
    for (const [at, step, detail] of this.#events.all(id)) {
      const what = step as JobStep
      events.set(`${at} ${what}`, { at: Number(at), what, detail: optionalText(detail) })
    }
    // Entries with equal times are in the order of the steps.
    return [...events.values()].toSorted(
      (a, b) => a.at - b.at || jobSteps.indexOf(a.what) - jobSteps.indexOf(b.what),
    )
  }
}

function storedJob(row: readonly SqlValue[], upload: OpenUpload | undefined): StoredJob {
  const [id, connectionId, queue, direction, key, messageId, name, fileName, size, step] = row
  const [createdAt, changedAt, attempt, maxReceives, found, newResults, saved, error] = row.slice(10)
  const [claimId, held, groupId, savedPath, sourcePath] = row.slice(18)
  const inputs: JobInputs = {
    step: step as JobStep,
    upload: uploadInput(upload?.step ?? null, error != null),
    held: held === 1,
    results: Number(found),
    newResults: Number(newResults),
  }
  return {
    kind: 'job',
    id: Number(id),
    connectionId: String(connectionId),
    queue: String(queue),
    direction: direction as StoredJob['direction'],
    key: optionalText(key),
    messageId: optionalText(messageId),
    // Truncated, because an earlier version stored names and keys of any length.
    name: cutText(String(name)),
    fileName: cutText(String(fileName)),
    size: optionalNumber(size),
    state: stateOf(inputs),
    step: inputs.step,
    createdAt: Number(createdAt),
    changedAt: Number(changedAt),
    attempt: optionalNumber(attempt),
    maxReceives: optionalNumber(maxReceives),
    results: { found: inputs.results, new: inputs.newResults, saved: Number(saved) },
    error: error == null ? null : (JSON.parse(String(error)) as WireError),
    claimId: optionalText(claimId),
    uploadId: upload?.id ?? null,
    groupId: optionalNumber(groupId),
    savedPath: savedPath == null ? null : String(savedPath),
    sourcePath: sourcePath == null ? null : String(sourcePath),
  }
}

function optionalNumber(value: SqlValue | undefined): number | null {
  return value == null ? null : Number(value)
}

function optionalText(value: SqlValue | undefined): string | null {
  return value == null ? null : cutText(String(value))
}
