import { Presence, type DesktopSurface } from '../app/presence/presence.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import type { QueueMetrics } from '../engine/metrics/queue-metrics.ts'
import type { JobServices } from '../ipc/services.ts'
import type { EngineParts } from './wire-engine.ts'

/** Keeps the app icon and the tray up to date. */
export function wirePresence(
  surface: DesktopSurface,
  {
    settings,
    transfers,
    metrics,
    jobs,
  }: Pick<EngineParts, 'transfers'> & {
    readonly settings: SettingsStore
    readonly metrics: QueueMetrics
    readonly jobs: Pick<JobServices, 'counts'>
  },
): Presence {
  const presence = new Presence(surface, {
    settings: () => settings.value,
    transfers: () => transfers.snapshot(),
    jobs: () => jobs.counts.last,
    queues: () => metrics.snapshot().queues,
    labels: () => new Map(settings.value.connections.map(({ id, label }) => [id, label])),
  })
  transfers.onChange(presence.changed)
  metrics.onChange(presence.changed)
  jobs.counts.onChange(presence.changed)
  presence.changed()
  return presence
}
