import type { HistoryJob } from '../../../shared/history.ts'
import { jobSteps } from '../../../shared/job-steps.ts'
import type { ExportFormat } from '../ledger-message.ts'
import { exportFields } from './history-columns.ts'

/** Returns the start of the file. CSV starts with headings, after a byte order mark that marks UTF-8 for spreadsheets. */
export function exportHeader(format: ExportFormat): string {
  if (format === 'json-lines') return ''
  return `\uFEFF${[...exportFields.map(({ csv }) => csv), ...jobSteps].join(',')}\r\n`
}

/** Returns the jobs as text. Times are ISO 8601 in UTC. */
export function exportText(jobs: readonly HistoryJob[], format: ExportFormat): string {
  return jobs.map(format === 'csv' ? csvLine : jsonLine).join('')
}

function csvLine(job: HistoryJob): string {
  const cells = [
    ...exportFields.map((field) => exported(job, field)),
    ...jobSteps.map((step) => iso(job.times[step])),
  ]
  return `${cells.map(cell).join(',')}\r\n`
}

/** Spreadsheets run text that begins like this as a formula, and another party may have written it. */
const formula = /^[=+\-@\t\r]/u

function cell(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const safe = formula.test(value) ? `'${value}` : value
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function jsonLine(job: HistoryJob): string {
  const fields = exportFields.map((field) => [field.json, exported(job, field)] as const)
  const times = jobSteps.map((step) => [step, iso(job.times[step])] as const).filter(([, at]) => at !== null)
  return `${JSON.stringify({ ...Object.fromEntries(fields), times: Object.fromEntries(times) })}\n`
}

function exported(
  job: HistoryJob,
  { valueOf, isTime }: (typeof exportFields)[number],
): string | number | null {
  const value = valueOf(job)
  return isTime ? iso(Number(value)) : value
}

function iso(at: number | null): string | null {
  if (at === null) return null
  const date = new Date(at)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
