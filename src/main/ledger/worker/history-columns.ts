import { cutText } from '../../../shared/texts/cut-text.ts'
import type { HistoryJob } from '../../../shared/jobs/history.ts'
import { jobSteps, type JobStep } from '../../../shared/jobs/job-steps.ts'
import type { SqlValue } from './connection.ts'

/** Defines how a value of a job is stored and read. */
interface HistoryColumn<T> {
  /** Default: `jobs`. */
  readonly table?: 'places'
  readonly column: string
  readonly read: (value: SqlValue) => T
  /**
   * True if it describes the job, so that every writer that adds a job must provide it. See {@link JobInfo}.
   */
  readonly isInfo?: true
}

type HistoryField = Exclude<keyof HistoryJob, 'times'>

/** Truncated, because an earlier version stored names and keys of any length. */
const text = (value: SqlValue): string => cutText(String(value))
const optionalText = (value: SqlValue): string | null => (value === null ? null : text(value))
const number = (value: SqlValue): number => Number(value)
const optionalNumber = (value: SqlValue): number | null => (value === null ? null : Number(value))
/** Only this app writes these columns, so their values need no check. */
const oneOf =
  <T extends string>() =>
  (value: SqlValue): T =>
    String(value) as T

/**
 * The history's columns. To add one, add its field to `historyJob`, an entry here and
 * a migration; queries and writers derive from this table. The time of each step follows from `jobSteps`.
 */
const historyColumns = {
  id: { column: 'id', read: number },
  name: { column: 'name', read: text, isInfo: true },
  fileName: { column: 'file_name', read: text, isInfo: true },
  state: { column: 'state', read: oneOf<HistoryJob['state']>() },
  connectionId: { table: 'places', column: 'connection_id', read: text },
  queue: { table: 'places', column: 'queue', read: text },
  direction: { column: 'direction', read: oneOf<HistoryJob['direction']>() },
  key: { column: 'key', read: optionalText },
  jobId: { column: 'message_id', read: optionalText },
  size: { column: 'size', read: optionalNumber, isInfo: true },
  createdAt: { column: 'created_at', read: number },
} as const satisfies { readonly [F in HistoryField]: HistoryColumn<HistoryJob[F]> }

const columns = Object.entries(historyColumns) as [HistoryField, HistoryColumn<HistoryJob[HistoryField]>][]

/** Returns the column with the time of a step. */
export function stepColumn(step: JobStep): `${JobStep}_at` {
  return `${step}_at`
}

/** True if the time of a step is in `job_details`. */
export function isDetailStep(step: JobStep): step is 'dead' | 'result' | 'opened' {
  return step === 'dead' || step === 'result' || step === 'opened'
}

/** The columns with the times of all steps, in their order. */
export const timeColumns: readonly string[] = jobSteps.map(
  (step) => `${isDetailStep(step) ? 'job_details' : 'jobs'}.${stepColumn(step)}`,
)

/** The SELECT list for {@link readJob}, from `jobs`, `places` and `job_details`. */
export const historySelect: string = [
  ...columns.map(([, { table = 'jobs', column }]) => `${table}.${column}`),
  ...timeColumns,
].join(', ')

const readers = columns.map(([field, { read }]) => ({ field, read }))

/** Reads one row of {@link historySelect}. */
export function readJob(row: readonly SqlValue[]): HistoryJob {
  // Called for every row of a page, so it copies nothing.
  const job: Partial<Record<keyof HistoryJob, unknown>> = {}
  let index = 0
  for (const { field, read } of readers) job[field] = read(row[index++] ?? null)
  const times: Partial<Record<JobStep, number | null>> = {}
  for (const step of jobSteps) times[step] = optionalNumber(row[index++] ?? null)
  job.times = times
  return job as HistoryJob
}

type InfoField = {
  [F in HistoryField]: (typeof historyColumns)[F] extends { readonly isInfo: true } ? F : never
}[HistoryField]

/** The description of a job. Every writer that adds a job provides it. */
export type JobInfo = Pick<HistoryJob, InfoField>

const infoFields = columns.filter(([, { isInfo }]) => isInfo === true)

/** The columns of {@link JobInfo}. */
export const infoColumns: readonly string[] = infoFields.map(([, { column }]) => column)

/** Returns the values of {@link infoColumns}. Used by every writer, and the name may come from a message. */
export function infoValues(info: JobInfo): SqlValue[] {
  return infoFields.map(([field]) => {
    const value = info[field as InfoField]
    return typeof value === 'string' ? cutText(value) : value
  })
}
