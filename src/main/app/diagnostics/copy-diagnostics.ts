import { arch, cpus, release, totalmem, version } from 'node:os'
import { app, clipboard } from 'electron'
import type { Settings } from '../../../shared/connections/connections.ts'
import type { Connections } from '../../connections/connections.ts'
import type { JobCounts } from '../../engine/jobs/job-counts.ts'
import type { QueueMetrics } from '../../engine/metrics/queue-metrics.ts'
import type { Transfers } from '../../engine/transfers/transfers.ts'
import type { Log } from '../log/log.ts'
import { appVersions } from './app-versions.ts'
import { diagnosticsText, logLines } from './diagnostics.ts'

interface ReportSources {
  readonly services: {
    readonly connections: Connections
    readonly transfers: Transfers
    readonly metrics: QueueMetrics
    readonly jobs: { readonly counts: JobCounts }
    settingsSnapshot(): Settings
  }
  readonly log: Log
  readonly sandboxed: boolean
}

/** Copies a report for the maintainers to the clipboard, without secrets. */
export async function copyDiagnostics({ services, log, sandboxed }: ReportSources): Promise<void> {
  const { connections, transfers, metrics, jobs } = services
  const text = diagnosticsText({
    at: new Date(),
    versions: appVersions(),
    system: {
      platform: process.platform,
      arch: arch(),
      release: release(),
      version: version(),
      desktop: process.env['XDG_CURRENT_DESKTOP'] ?? null,
      processors: cpus().length,
      memoryGB: Math.round(totalmem() / 1e9),
      locale: app.getLocale(),
      packaged: app.isPackaged,
      sandboxed,
    },
    settings: services.settingsSnapshot(),
    connections: connections.snapshot().connections,
    queues: metrics.snapshot().queues,
    jobs: jobs.counts.last,
    transfers: transfers.snapshot(),
    log: await log.file.tail(logLines),
    homeFolder: app.getPath('home'),
  })
  await clipboard.writeText(text)
}
