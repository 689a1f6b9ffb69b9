// @ts-check
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { cacheFolder } from './cache-location.mjs'

/**
 * Runs `task` while no other process of this user runs a task of the same name. A lock whose process no longer
 * runs is removed.
 *
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(name, task) {
  const file = join(cacheFolder, 'locks', name)
  await mkdir(join(cacheFolder, 'locks'), { recursive: true })
  while (!(await tryLock(file))) await pause(200)
  try {
    return await task()
  } finally {
    await rm(file, { force: true })
  }
}

/** @param {string} file */
async function tryLock(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error
  }
  const owner = Number(await readFile(file, 'utf8').catch(() => ''))
  if (owner > 0 && !isAlive(owner)) await rm(file, { force: true })
  return false
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'
  }
}
