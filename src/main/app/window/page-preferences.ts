import type { WebPreferences } from 'electron'

/** The preferences of every window: no Node, no other origin, no requests of its own. */
export const pagePreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // Middle clicks must not open windows.
  disableBlinkFeatures: 'Auxclick',
  spellcheck: false,
} as const satisfies WebPreferences
