// @ts-check
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The folder of downloaded binaries. It is outside the checkout, so all clones share it. */
export const cacheFolder = locateCache(process.env, process.platform, homedir())

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 */
export function locateCache(env, platform, home) {
  if (env['REMOTEJOB_CACHE']) return env['REMOTEJOB_CACHE']
  if (platform === 'darwin') return join(home, 'Library/Caches/remotejob')
  if (platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData/Local'), 'remotejob/Cache')
  }
  return join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'remotejob')
}
