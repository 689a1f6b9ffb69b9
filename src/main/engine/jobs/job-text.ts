import type { StoredJob } from './job-store.ts'

/** How jobs are written: tab-separated lines, JSON, CSV for spreadsheets, or one JSON object per line. */
export type JobFormat = 'text' | 'json' | 'csv' | 'json-lines'

type Value = string | number | null

/** What is written about a job. No paths and no fields: those may be private. */
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

/** What comes before the jobs. CSV has headings, after a byte order mark that marks UTF-8 for spreadsheets. */
export function jobsHeader(format: JobFormat): string {
  return format === 'csv' ? `\uFEFF${columns.map(([name]) => name).join(',')}\r\n` : ''
}

/** Writes some jobs. Times are ISO 8601 in UTC. */
export function jobsText(jobs: readonly StoredJob[], format: JobFormat): string {
  switch (format) {
    case 'text':
      return jobs.map(textLine).join('\n')
    case 'json': {
      const [only] = jobs
      return JSON.stringify(
        jobs.length === 1 && only !== undefined ? object(only) : jobs.map(object),
        null,
        2,
      )
    }
    case 'csv':
      return jobs.map((job) => `${columns.map(([, value]) => csvCell(value(job))).join(',')}\r\n`).join('')
    case 'json-lines':
      return jobs.map((job) => `${JSON.stringify(object(job))}\n`).join('')
  }
}

function textLine({ name, state, size, createdAt, messageId }: StoredJob): string {
  const cells: readonly Value[] = [name, state, size, iso(createdAt), messageId]
  // A tab or a line break within a name would look like another cell or job.
  return cells.map((cell) => String(cell ?? '').replace(/\s+/gu, ' ')).join('\t')
}

function object(job: StoredJob): Readonly<Record<string, Value>> {
  return Object.fromEntries(columns.map(([name, value]) => [name, value(job)]))
}

/** Spreadsheets run text that begins like this as a formula, and another party may have written it. */
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
