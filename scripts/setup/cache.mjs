// @ts-check
import { existsSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder } from './cache-location.mjs'
import { withLock } from './lock.mjs'

const dayInMs = 24 * 60 * 60 * 1000

/**
 * Returns the folder `name` in the cache. If it does not exist, `prepare` fills a temporary folder, which is
 * renamed when it is complete. An interrupted setup therefore never looks like a finished one.
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

/** Exits through `process.exit`, so the exit listener removes the unfinished folder. */
function stop() {
  process.exit(130)
}

const unfinishedPrefix = '.unfinished-'

/** Removes unfinished folders of killed setups. No setup takes longer than a day. */
async function removeAbandoned() {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith(unfinishedPrefix)) continue
    const folder = join(cacheFolder, name)
    const { mtimeMs } = await stat(folder)
    if (Date.now() - mtimeMs > dayInMs) await rm(folder, { recursive: true, force: true })
  }
}
