import { jobSteps, type JobStep } from '../../../../../shared/jobs/job-steps.ts'
import type { Connection, Statement } from '../../connection.ts'
import { infoColumns } from '../../job-info.ts'
import { isDetailStep, stepColumn } from '../../step-columns.ts'

/** The statements for the jobs table. */
export type JobStatements = ReturnType<typeof jobStatements>

/** Prepares the statements for the jobs table. */
export function jobStatements(connection: Connection) {
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
  return {
    insert: connection.prepare(
      `INSERT INTO jobs (${inserted.join(', ')}) VALUES (${inserted.map(() => '?').join(', ')}) RETURNING id`,
    ),
    step: Object.fromEntries(
      jobSteps.map((step) => {
        const time = isDetailStep(step) ? '' : `, ${stepColumn(step)} = ?2`
        return [step, connection.prepare(`UPDATE jobs SET state = '${step}'${time} WHERE id = ?1`)]
      }),
    ) as Record<JobStep, Statement>,
    sent: connection.prepare(
      "UPDATE jobs SET state = 'sent', sent_at = ?, message_id = ?, message_hash = ? WHERE id = ?",
    ),
    noteSentAt: connection.prepare('UPDATE jobs SET sent_at = coalesce(sent_at, ?) WHERE id = ?'),
    select: connection.prepare(
      `SELECT jobs.place_id, group_id, jobs.state, results, new_results, jobs.created_at, jobs.size, error IS NOT NULL,
         folder_id, listed_jobs.state, EXISTS (SELECT 1 FROM claims WHERE claims.job_id = jobs.id)
       FROM jobs LEFT JOIN listed_jobs ON listed_jobs.id = jobs.id LEFT JOIN job_details ON job_id = jobs.id
       WHERE jobs.id = ?`,
    ),
    addEvent: connection.prepare(
      `INSERT INTO job_events (job_id, at, step, detail) VALUES (?, ?, ?, ?)
       ON CONFLICT (job_id, at, step) DO UPDATE SET detail = coalesce(excluded.detail, detail)`,
    ),
    delete: connection.prepare('DELETE FROM jobs WHERE id = ?'),
  }
}
