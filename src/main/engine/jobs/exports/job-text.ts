import { jobSteps } from '../../../../shared/jobs/job-steps.ts'
import type { StepTimes, StoredJob } from '../job-store.ts'

/** The formats for copying jobs: tab-separated lines, or JSON. */
export type CopyFormat = 'text' | 'json'

/** The formats for exporting jobs: CSV for spreadsheets, or one JSON object per line. */
export type ExportFormat = 'csv' | 'json-lines'

type Value = string | number | null

/** The columns written for a job. Paths and fields are left out, because they may be private. */
const columns: readonly (readonly [string, (job: StoredJob) => Value])[] = [
  ['name', ({ name }) => name],
  ['fileName', ({ fileName }) => fileName],
  ['state', ({ state }) => state],
  ['queue', ({ queue }) => queue],
  ['connection', ({ connectionId }) => connectionId],
  ['size', ({ size }) => size],
  ['createdAt', ({ createdAt }) => iso(createdAt)],
  ['changedAt', ({ changedAt }) => iso(changedAt)],
  ['jobId', ({ messageId }) => messageId],
  ['key', ({ key }) => key],
  ['attempt', ({ attempt }) => attempt],
  ['results', ({ results }) => results.found],
  ['savedResults', ({ results }) => results.saved],
  ['error', ({ error }) => error?.message ?? null],
]

/**
 * Returns the text before the jobs. For CSV, that is a byte order mark, so that spreadsheets detect UTF-8,
 * and the headings.
 */
export function exportHeader(format: ExportFormat): string {
  return format === 'csv' ? `\uFEFF${[...columns.map(([name]) => name), ...jobSteps].join(',')}\r\n` : ''
}

/** Writes some jobs, with the times of their steps. Times are ISO 8601 in UTC. */
export function exportedJobs(
  jobs: readonly StoredJob[],
  times: ReadonlyMap<number, StepTimes>,
  format: ExportFormat,
): string {
  return jobs
    .map((job) => {
      const stepped = times.get(job.id) ?? {}
      const steps = jobSteps.map((step) => [step, stepped[step]] as const)
      if (format === 'csv') {
        const cells = [...columns.map(([, value]) => value(job)), ...steps.map(([, at]) => optionalIso(at))]
        return `${cells.map(csvCell).join(',')}\r\n`
      }
      const known = steps.filter(([, at]) => at !== undefined)
      const named = Object.fromEntries(known.map(([step, at]) => [step, optionalIso(at)]))
      return `${JSON.stringify({ ...object(job), times: named })}\n`
    })
    .join('')
}

/** Describes some jobs for the clipboard. Times are ISO 8601 in UTC. */
export function jobsText(jobs: readonly StoredJob[], format: CopyFormat): string {
  if (format === 'text') return jobs.map(textLine).join('\n')
  const [only] = jobs
  return JSON.stringify(jobs.length === 1 && only !== undefined ? object(only) : jobs.map(object), null, 2)
}

function textLine({ name, state, size, createdAt, messageId }: StoredJob): string {
  const cells: readonly Value[] = [name, state, size, iso(createdAt), messageId]
  // A tab or a line break in a name would look like another cell or job.
  return cells.map((cell) => String(cell ?? '').replace(/\s+/gu, ' ')).join('\t')
}

function object(job: StoredJob): Readonly<Record<string, Value>> {
  return Object.fromEntries(columns.map(([name, value]) => [name, value(job)]))
}

/** Spreadsheets run text that begins like this as a formula, and it may come from someone else. */
const formula = /^[=+\-@\t\r]/u

function csvCell(value: Value): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function iso(at: number): string | null {
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function optionalIso(at: number | undefined): string | null {
  return at === undefined ? null : iso(at)
}
