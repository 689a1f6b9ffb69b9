// @ts-check
import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-location.mjs'
import { withLock } from './lock.mjs'

const dayInMs = 24 * 60 * 60 * 1000

/**
 * The folder `name` of the cache. If it is not there yet, `prepare` fills a folder beside it
 * that gets the final name only when it is whole: an interrupted set-up leaves nothing that
 * could be taken for a finished one.
 *
 * @param {string} name
 * @param {(folder: string) => Promise<void>} prepare
 */
export async function cachedFolder(name, prepare) {
  const finished = join(cacheFolder, name)
  if (existsSync(finished)) return finished
  return withLock(name, async () => {
    if (existsSync(finished)) return finished
    await mkdir(cacheFolder, { recursive: true })
    await removeAbandoned()
    const folder = await mkdtemp(join(cacheFolder, unfinishedPrefix))
    const discard = () => rmSync(folder, { recursive: true, force: true })
    process.once('exit', discard)
    process.once('SIGINT', stop).once('SIGTERM', stop)
    try {
      await prepare(folder)
      await rename(folder, finished).catch((error) => {
        if (!existsSync(finished)) throw error
      })
    } finally {
      process.off('exit', discard).off('SIGINT', stop).off('SIGTERM', stop)
      discard()
    }
    return finished
  })
}

/** Leaves by the front door, so that what is unfinished is cleared away. */
function stop() {
  process.exit(130)
}

const unfinishedPrefix = '.unfinished-'

/** Removes what a killed set-up left behind; a day is longer than any set-up takes. */
async function removeAbandoned() {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(unfinishedPrefix)) continue
    const folder = join(cacheFolder, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > dayInMs) await rm(folder, { recursive: true, force: true })
  }
}
