import { pagePreferences } from '../src/main/app/window/page-preferences.ts'
import type { App } from './app.ts'

/** The preferences of every page that exists, by its scheme and host, as far as the app sets them. */
export async function webPreferences(app: App): Promise<Readonly<Record<string, unknown>>> {
  return app.electron.evaluate(
    ({ webContents }, names) =>
      Object.fromEntries(
        webContents.getAllWebContents().map((contents) => {
          const all = (
            contents as unknown as { getLastWebPreferences(): Readonly<Record<string, unknown>> }
          ).getLastWebPreferences()
          const { protocol, host } = new URL(contents.getURL())
          return [`${protocol}//${host}`, Object.fromEntries(names.map((name) => [name, all[name]]))]
        }),
      ),
    Object.keys(pagePreferences),
  )
}
