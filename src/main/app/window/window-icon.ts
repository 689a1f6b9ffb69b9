import { join } from 'node:path'
import { app } from 'electron'

/**
 * The window's icon on Linux, where the desktop finds an icon only for an installed app, not for one that
 * runs from a folder.
 */
export function windowIcon(): { readonly icon?: string } {
  return app.isPackaged && process.platform === 'linux'
    ? { icon: join(process.resourcesPath, 'icon.png') }
    : {}
}
