import { lazy } from 'react'

const load = {
  allQueues: () => import('./features/metrics/all-queues/all-queues-view.tsx'),
  connections: () => import('./features/connections/connections-section.tsx'),
  deadLetters: () => import('./features/dead-letters/dead-letters-view.tsx'),
  files: () => import('./features/files/files-view.tsx'),
  help: () => import('./features/help/help-view.tsx'),
  queueSettings: () => import('./features/queue-settings/queue-settings-view.tsx'),
  settings: () => import('./features/settings/settings-view.tsx'),
} as const

/** The views that are not needed at startup. Their scripts load later. */
export const AllQueuesView = lazy(() => load.allQueues().then((of) => ({ default: of.AllQueuesView })))
export const ConnectionsSection = lazy(() =>
  load.connections().then((of) => ({ default: of.ConnectionsSection })),
)
export const DeadLettersView = lazy(() => load.deadLetters().then((of) => ({ default: of.DeadLettersView })))
export const FilesView = lazy(() => load.files().then((of) => ({ default: of.FilesView })))
export const HelpView = lazy(() => load.help().then((of) => ({ default: of.HelpView })))
export const QueueSettingsView = lazy(() =>
  load.queueSettings().then((of) => ({ default: of.QueueSettingsView })),
)
export const SettingsView = lazy(() => load.settings().then((of) => ({ default: of.SettingsView })))

/** Loads all views in the background, so that none has to load when the user opens it. */
export function loadViews(): void {
  for (const one of Object.values(load)) void one()
}
