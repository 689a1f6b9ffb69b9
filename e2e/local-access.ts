import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from './app.ts'
import { call } from './call.ts'

/** The address and keys with which other programs on this computer use the app's Local server. */
export interface LocalAccess {
  readonly endpoint: string
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
}

export async function localAccess(app: App): Promise<LocalAccess> {
  const { endpoint } = await call(app.page, 'local:get', null)
  if (endpoint === null) throw new Error('Local is not ready.')
  const file = await readFile(join(app.home.userData, 'local-keys.json'), 'utf8')
  return { endpoint, keys: JSON.parse(file) as LocalAccess['keys'] }
}
