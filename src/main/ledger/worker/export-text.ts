import type { HistoryJob } from '../../../shared/history.ts'

/** `csv`: for spreadsheets; `json-lines`: one JSON object a line. */
export type ExportFormat = 'csv' | 'json-lines'

const times = [
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
] as const satisfies readonly (keyof HistoryJob['times'])[]

/** What stands before the first job: the byte order mark tells spreadsheets that the text is UTF-8. */
export const csvHead = `\uFEFF${[
  'name',
  'file',
  'state',
  'connection',
  'queue',
  'direction',
  'key',
  'job id',
  'bytes',
  'first known',
  ...times,
].join(',')}\r\n`

/** The jobs as text. Times are ISO 8601 in UTC. */
export function exportText(jobs: readonly HistoryJob[], format: ExportFormat): string {
  return jobs.map(format === 'csv' ? csvLine : jsonLine).join('')
}

function csvLine(job: HistoryJob): string {
  const cells = [
    job.name,
    job.fileName,
    job.state,
    job.connectionId,
    job.queue,
    job.direction,
    job.key,
    job.jobId,
    job.size,
    iso(job.createdAt),
    ...times.map((step) => iso(job.times[step])),
  ]
  return `${cells.map(cell).join(',')}\r\n`
}

/** A spreadsheet runs what begins with one of these as a formula, whoever wrote it. */
const formula = /^[=+\-@\t\r]/u

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function jsonLine(job: HistoryJob): string {
  const happened = times.map((step) => [step, iso(job.times[step])] as const).filter(([, at]) => at !== null)
  const { name, fileName, state, connectionId, queue, direction, key, jobId, size, createdAt } = job
  return `${JSON.stringify({
    name,
    fileName,
    state,
    connectionId,
    queue,
    direction,
    key,
    jobId,
    size,
    firstKnown: iso(createdAt),
    times: Object.fromEntries(happened),
  })}\n`
}

function iso(at: number | null): string | null {
  if (at === null) return null
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
