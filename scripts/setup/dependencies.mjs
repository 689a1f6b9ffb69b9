// @ts-check
import { createHash } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withLock } from './lock.mjs'
import { npm, npmProblem, tryNpm } from './npm.mjs'
import { projectFolder } from './project.mjs'

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, optionalDependencies?: Record<string, string> }> }} PackageLock */

/**
 * Installs the dependencies if node_modules does not match the lock file. The stamp is written last, and npm
 * deletes it first, so an interrupted install is repeated.
 *
 * @param {string} [folder] the package's folder
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
 * Some registries do not have the optional packages of other platforms. A lock file created with such a registry
 * lacks them too, and `npm ci` refuses it, although this machine does not need them. `npm install --no-save`
 * installs the same versions without changing the lock file.
 *
 * @param {PackageLock} lock
 * @param {string} folder
 */
async function install(lock, folder) {
  const ciCommand = ['ci', '--ignore-scripts']
  const { code, output } = await tryNpm(ciCommand, folder)
  if (code === 0) return
  if (!lacksOnlyOptional(output, lock)) throw npmProblem(ciCommand, output)
  // `npm ci` would do this too. `npm install` would keep incomplete packages of an interrupted install.
  await rm(join(folder, 'node_modules'), { recursive: true, force: true })
  await npm(['install', '--no-save', '--ignore-scripts'], folder)
}

/**
 * True if `npm ci` failed only because the lock file lacks optional packages.
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
 * @param {string} lock the content of package-lock.json
 * @param {string} platform some packages depend on the platform and processor
 * @param {string} arch
 */
export function lockStamp(lock, platform, arch) {
  return createHash('sha256').update(`${platform} ${arch}\n${lock}`).digest('hex')
}

/**
 * True if npm's record of the installed packages matches the lock file. Dependencies that the user
 * installed are then not installed again. Optional packages may be missing, because some are for other machines.
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
