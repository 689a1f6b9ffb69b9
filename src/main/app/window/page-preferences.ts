import type { WebPreferences } from 'electron'

/** What every window has, whatever it shows: no Node, no other origin, nothing that reaches out on its own. */
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
  // Middle clicks open no windows.
  disableBlinkFeatures: 'Auxclick',
  spellcheck: false,
} as const satisfies WebPreferences
