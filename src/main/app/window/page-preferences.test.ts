import { expect, it } from 'vitest'
import { pagePreferences } from './page-preferences.ts'

// The end-to-end tests compare every window with these preferences, so they would not notice a weaker one.
it('denies every window Node, other origins, webviews and new windows', () => {
  expect(pagePreferences).toEqual({
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
    disableBlinkFeatures: 'Auxclick',
    spellcheck: false,
  })
})
