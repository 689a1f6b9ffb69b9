import type { Connection, Settings } from '../../../shared/connections/connections.ts'
import type { TransfersSnapshot } from '../../../shared/files/transfers.ts'
import type { JobCountsSnapshot } from '../../../shared/jobs/jobs.ts'
import type { QueueFigures } from '../../../shared/metrics/metrics.ts'
import { scrub } from './scrub.ts'

/** The number of log lines in a report. */
export const logLines = 200

type Values = Readonly<Record<string, string | number | boolean | null>>

/** The parts of a report. */
export interface DiagnosticsParts {
  readonly at: Date
  /** The versions of the app and its components. */
  readonly versions: Values
  readonly system: Values
  readonly settings: Settings
  readonly connections: readonly Connection[]
  readonly queues: readonly QueueFigures[]
  readonly jobs: JobCountsSnapshot | null
  readonly transfers: Pick<TransfersSnapshot, 'counts' | 'needsYou'>
  /** The newest lines of the log, oldest first. */
  readonly log: readonly string[]
  readonly homeFolder: string
}

/**
 * Returns a report for the maintainers, which the user may paste anywhere: no keys, no account ids, and no
 * names of users, connections or profiles.
 */
export function diagnosticsText(parts: DiagnosticsParts): string {
  const { at, versions, system, connections, queues, jobs, transfers, log, homeFolder } = parts
  const { saveFolder: _, ...settings } = parts.settings
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    [`Remotejob diagnostics, ${at.toISOString()}`, []],
    ['Versions', valueLines(versions)],
    ['System', valueLines(system)],
    ['Settings', valueLines(settings)],
    ['Connections', connections.map(connectionLine)],
    ['Job queues', queues.map((queue) => queueLine(queue, connections))],
    ['Jobs', jobs === null ? ['not counted yet'] : [countsLine(sumOf(jobs))]],
    ['Transfers', [countsLine(transfers.counts)]],
    [`The last ${log.length} lines of the log`, log],
  ]
  const text = sections
    .map(([title, lines]) => [`## ${title}`, ...lines.map((line) => `  ${line}`)].join('\n'))
    .join('\n\n')
  return `${scrub(withoutNames(text, connections), homeFolder)}\n`
}

/** Replaces the names of connections and profiles in logged errors with their numbers. */
function withoutNames(text: string, connections: readonly Connection[]): string {
  const names = connections.flatMap(({ label, profile, kind }, index) =>
    kind === 'local' ? [] : [label, profile ?? ''].map((name) => ({ name, number: index + 1 })),
  )
  // Longest first, because one name can be part of another.
  return names
    .filter(({ name }) => name.length > 2)
    .toSorted((one, other) => other.name.length - one.name.length)
    .reduce((rest, { name, number }) => rest.replaceAll(name, `[connection ${number}]`), text)
}

function valueLines(values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(values).map(([name, value]) => `${name}: ${String(value)}`)
}

function connectionLine(connection: Connection, index: number): string {
  const { kind, region, bucketRegion, state, error, hosts, hasKeys, caFileName, allowUnencrypted } =
    connection
  const values = {
    region,
    ...(bucketRegion !== null && { bucketRegion }),
    state,
    ...(error !== null && { error: error.code }),
    ...(hosts !== null && { s3: hosts.s3, sqs: hosts.sqs }),
    ...(kind === 'endpoint' && { hasKeys, allowUnencrypted, ownAuthority: caFileName !== null }),
  }
  return `${index + 1}. ${kind}, ${valueLines(values).join(', ')}`
}

function queueLine(
  { connectionId, queue, ...figures }: QueueFigures,
  connections: readonly Connection[],
): string {
  const number = connections.findIndex(({ id }) => id === connectionId) + 1
  const { waiting, working, dead, delayed, alarms } = figures
  const values = {
    waiting: waiting?.value ?? '?',
    inFlight: working?.value ?? '?',
    delayed: delayed ?? '?',
    dead: dead?.value ?? '?',
    ...(alarms.length > 0 && { alarms: alarms.join(' ') }),
  }
  return `${queue} on connection ${number}: ${valueLines(values).join(', ')}`
}

function sumOf({ queues }: JobCountsSnapshot): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { counts } of queues) {
    for (const [state, count] of Object.entries(counts)) sums[state] = (sums[state] ?? 0) + count
  }
  return sums
}

/** `queued: 3, done: 12`, without states that have no jobs. */
function countsLine(counts: Readonly<Record<string, number>>): string {
  const lines = Object.entries(counts).flatMap(([state, count]) =>
    count === 0 ? [] : [`${state}: ${count}`],
  )
  return lines.join(', ') || 'none'
}
