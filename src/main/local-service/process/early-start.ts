import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { parseKeys } from './keys.ts'
import { serverOptions } from './messages.ts'
import type { ServerOptions } from './messages.ts'

/** Local's region, which remotejob peers expect. */
export const localRegion = 'us-west-1'

/** The app's files that contain the options. */
export const appFiles = { settings: 'settings.json', keys: 'local-keys.json', data: 'local' } as const

const settings = z.looseObject({ localPort: serverOptions.shape.port })

/**
 * Reads the options that the app will send, from the files in its folder. With them the server can start while
 * the app is still loading. Returns `null` if a file is missing or damaged, as on the first launch.
 */
export async function earlyOptions(userData: string): Promise<ServerOptions | null> {
  try {
    const [text, keysText] = await Promise.all(
      [appFiles.settings, appFiles.keys].map((name) => readFile(join(userData, name), 'utf8')),
    )
    const { localPort: port } = settings.parse(JSON.parse(text ?? ''))
    const keys = parseKeys(keysText ?? '')
    if (keys === null || port === 0) return null
    return { dataFolder: join(userData, appFiles.data), port, region: localRegion, ...keys }
  } catch {
    return null
  }
}
