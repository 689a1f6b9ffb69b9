// @ts-check
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { npm, npmProblem, tryNpm } from './npm.mjs'
import { projectFolder } from './project.mjs'

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, optionalDependencies?: Record<string, string> }> }} PackageLock */

/**
 * Sees to it that node_modules is what the lock file says. The stamp is written last and npm
 * removes it with everything else first, so an interrupted install is done again.
 *
 * @param {string} [folder] that of the package
 */
export async function ensureDependencies(folder = projectFolder) {
  const stampFile = join(folder, 'node_modules/.package-lock-stamp')
  const lock = await readFile(join(folder, 'package-lock.json'), 'utf8')
  const stamp = lockStamp(lock, process.platform, process.arch)
  if ((await read(stampFile)) === stamp) return
  await withLock(`dependencies-${lockStamp(folder, '', '').slice(0, 16)}`, async () => {
    if ((await read(stampFile)) === stamp) return
    const installed = await read(join(folder, 'node_modules/.package-lock.json'))
    if (!installed || !isInstalled(JSON.parse(lock), JSON.parse(installed))) {
      console.log('Installing the dependencies.')
      await install(JSON.parse(lock), folder)
    }
    await writeFile(stampFile, stamp)
  })
}

/**
 * A lock file that was made with a registry that lacks the packages for other machines lacks
 * them too, and `npm ci` refuses it, although nothing that this machine needs is missing.
 * `npm install --no-save` takes the same versions from it and leaves it as it is.
 *
 * @param {PackageLock} lock
 * @param {string} folder
 */
async function install(lock, folder) {
  const strictly = ['ci', '--ignore-scripts']
  const { code, output } = await tryNpm(strictly, folder)
  if (code === 0) return
  if (!lacksOnlyOptional(output, lock)) throw npmProblem(strictly, output)
  // As `npm ci` would have done: `npm install` takes what an interrupted one left for whole.
  await rm(join(folder, 'node_modules'), { recursive: true, force: true })
  await npm(['install', '--no-save', '--ignore-scripts'], folder)
}

/**
 * Whether `npm ci` failed for nothing but optional packages that the lock file does not have.
 *
 * @param {string} output of npm
 * @param {PackageLock} lock
 */
export function lacksOnlyOptional(output, lock) {
  const optional = new Set(
    Object.values(lock.packages ?? {}).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {})),
  )
  const complaints = [...output.matchAll(/^npm (?:error|ERR!) (Missing|Invalid): (\S+?)@\S* /gm)]
  return (
    complaints.length > 0 &&
    complaints.every(([, kind, name]) => kind === 'Missing' && optional.has(name ?? ''))
  )
}

/**
 * @param {string} lock what package-lock.json says
 * @param {string} platform some packages are chosen by platform and processor
 * @param {string} arch
 */
export function lockStamp(lock, platform, arch) {
  return createHash('sha256').update(`${platform} ${arch}\n${lock}`).digest('hex')
}

/**
 * Whether npm's own record of an install is what the lock file wants, so that what a person
 * installed by hand is not installed again. Optional packages are for other machines.
 *
 * @param {PackageLock} wanted
 * @param {PackageLock} installed
 */
export function isInstalled(wanted, installed) {
  const have = installed.packages ?? {}
  const want = wanted.packages ?? {}
  return (
    Object.entries(want).every(
      ([path, entry]) => path === '' || (have[path] ? have[path].version === entry.version : entry.optional),
    ) && Object.keys(have).every((path) => path in want)
  )
}

/** @param {string} file */
async function read(file) {
  return readFile(file, 'utf8').catch(() => undefined)
}
