import { pagePreferences } from '../src/main/app/window/page-preferences.ts'
import type { App } from './app.ts'

/** The preferences that Electron reports. It does not report all of them. */
const reported = [
  'sandbox',
  'contextIsolation',
  'nodeIntegration',
  'nodeIntegrationInSubFrames',
  'webSecurity',
  'allowRunningInsecureContent',
  'experimentalFeatures',
  'webviewTag',
] as const

/** The preferences that {@link webPreferences} must return for every page. */
export const expectedPreferences = {
  ...Object.fromEntries(reported.map((name) => [name, pagePreferences[name]])),
  spellCheckerEnabled: false,
}

/** Returns every page's preferences, by its scheme and host. */
export async function webPreferences(app: App): Promise<Readonly<Record<string, unknown>>> {
  return app.electron.evaluate(
    ({ webContents }, names) =>
      Object.fromEntries(
        webContents.getAllWebContents().map((contents) => {
          const all = (
            contents as unknown as { getLastWebPreferences(): Readonly<Record<string, unknown>> }
          ).getLastWebPreferences()
          const { protocol, host } = new URL(contents.getURL())
          const preferences = Object.fromEntries(names.map((name) => [name, all[name]]))
          const spellCheckerEnabled = contents.session.isSpellCheckerEnabled()
          return [`${protocol}//${host}`, { ...preferences, spellCheckerEnabled }]
        }),
      ),
    reported,
  )
}
