import { basename } from 'node:path'
import { crc32 } from 'node:zlib'
import { stateOf, type JobInputs } from '../../../shared/jobs/job-state.ts'
import type { Connection, SqlValue } from './connection.ts'
import { uploadInput } from './rows/jobs/stored-job-state.ts'
import { stateNumbers } from './state-numbers.ts'

/**
 * Makes the copied tables consistent: unfinished work gets a job, and the state of each job is derived from
 * what was copied. The other jobs are listed in the background, as after an upgrade. Never throws.
 */
export function completeSalvage(connection: Connection): void {
  try {
    connection.transaction(() => {
      addMissingJobs(connection)
      connection.execute('DELETE FROM listed_jobs WHERE id NOT IN (SELECT id FROM jobs)')
      relist(connection)
      connection.execute(
        `DELETE FROM refill;
         INSERT INTO refill SELECT id FROM jobs ORDER BY id DESC LIMIT 1;`,
      )
    })
  } catch {
    // The rows copied so far are still there.
  }
}

/** Adds jobs whose rows were unreadable. The plan of an upload or a claim has most of the values. */
function addMissingJobs(connection: Connection): void {
  const add = connection.prepare(
    `INSERT INTO jobs (id, place_id, direction, key, key_hash, message_id, message_hash, name, file_name, size, state,
       created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const addQueue = connection.prepare(
    'INSERT INTO places (connection_id, queue) VALUES (?, ?) ON CONFLICT DO UPDATE SET queue = queue RETURNING id',
  )
  const uploads = connection.prepare(
    `SELECT job_id, plan, step FROM uploads WHERE job_id NOT IN (SELECT id FROM jobs) GROUP BY job_id`,
  )
  for (const [id = null, plan, step] of uploads.all()) {
    const { connectionId, queue, direction, key, name, path, size, createdAt } = parsed(plan)
    const queueId = addQueue.first(text(connectionId), text(queue))?.[0] ?? null
    const state = step === 'paused' || step === 'unconfirmed' ? 'stored' : text(step)
    const file = basename(text(path))
    add.run(
      id,
      queueId,
      text(direction),
      text(key),
      crc32(text(key)),
      null,
      null,
      text(name),
      file,
      num(size),
      state,
      num(createdAt),
    )
  }
  const claims = connection.prepare(
    'SELECT job_id, held FROM claims WHERE job_id NOT IN (SELECT id FROM jobs) GROUP BY job_id',
  )
  for (const [id = null, held] of claims.all()) {
    const { connectionId, queue, jobId, receivedAt } = parsed(held)
    const queueId = addQueue.first(text(connectionId), text(queue))?.[0] ?? null
    const message = text(jobId)
    add.run(
      id,
      queueId,
      'in',
      null,
      null,
      message,
      crc32(message),
      message,
      message,
      null,
      'claimed',
      num(receivedAt),
    )
  }
}

/** Derives the states of the jobs that have a summary row, and counts them. */
function relist(connection: Connection): void {
  const rows = connection.prepare(
    `SELECT listed_jobs.id, jobs.state, uploads.step, error IS NOT NULL,
       EXISTS (SELECT 1 FROM claims WHERE claims.job_id = jobs.id),
       (SELECT count(*) FROM results WHERE results.job_id = jobs.id),
       (SELECT count(*) FROM results WHERE results.job_id = jobs.id AND opened_at IS NULL AND saved_at IS NULL)
     FROM listed_jobs JOIN jobs USING (id) LEFT JOIN job_details ON job_details.job_id = jobs.id
       LEFT JOIN uploads ON uploads.job_id = jobs.id`,
  )
  const update = connection.prepare(
    'UPDATE listed_jobs SET state = ?, results = ?, new_results = ? WHERE id = ?',
  )
  for (const [id = null, step, upload, error, held, results, newResults] of rows.all()) {
    const inputs: JobInputs = {
      step: step as JobInputs['step'],
      upload: uploadInput((upload ?? null) as JobInputs['upload'], error === 1),
      held: held === 1,
      results: Number(results),
      newResults: Number(newResults),
    }
    update.run(stateNumbers[stateOf(inputs)], inputs.results, inputs.newResults, id)
  }
  const state = `CASE state ${Object.entries(stateNumbers)
    .map(([name, number]) => `WHEN ${number} THEN '${name}'`)
    .join(' ')} END`
  connection.execute(
    `DELETE FROM job_counts;
     DELETE FROM group_counts;
     INSERT INTO job_counts SELECT place_id, ${state}, count(*) FROM listed_jobs GROUP BY 1, 2;
     INSERT INTO group_counts SELECT group_id, ${state}, count(*) FROM listed_jobs WHERE group_id IS NOT NULL
       GROUP BY 1, 2;
     DELETE FROM job_groups WHERE id NOT IN (SELECT group_id FROM group_counts);
     UPDATE listed_jobs SET group_id = NULL WHERE group_id NOT IN (SELECT id FROM job_groups);`,
  )
}

function parsed(json: SqlValue | undefined): Readonly<Record<string, unknown>> {
  return JSON.parse(String(json)) as Record<string, unknown>
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function num(value: unknown): number {
  return typeof value === 'number' ? value : 0
}
