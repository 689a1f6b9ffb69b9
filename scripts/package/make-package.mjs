// @ts-check
import { join } from 'node:path'
import { ensureBuild } from '../setup/app-build.mjs'
import { ensureElectron } from '../setup/electron.mjs'
import { buildAppFolder } from './build-package.mjs'
import { buildDeb, buildTarGz } from './linux.mjs'
import { distFolder } from './product.mjs'

/** @typedef {keyof typeof builders} Format */

const builders = { deb: buildDeb, 'tar.gz': buildTarGz }

/**
 * @typedef {object} Wanted
 * @property {string} version
 * @property {import('./fuses.mjs').Flavour} [flavour]
 * @property {string} [output] default: dist, or a folder in it for other flavours
 * @property {boolean} [withInstallers] also those that need GitHub
 * @property {readonly Format[]} [formats] of the packages on Linux
 * @property {boolean} [isQuick] packages fast, not small
 * @property {import('./update-manifest.mjs').Feed} [updates] the feed, default: that of package.json
 */

/**
 * Builds the app and its packages for this system.
 *
 * @param {Wanted} wanted
 * @returns {Promise<{ folder: string, version: string, files: string[] }>} the app folder and the packages
 */
export async function makePackage({ version, flavour = 'release', output, ...wanted }) {
  const { withInstallers = false, formats = ['deb', 'tar.gz'], isQuick = false } = wanted
  await ensureBuild()
  const target = output ?? (flavour === 'release' ? distFolder : join(distFolder, `for-${flavour}`))
  const electron = await ensureElectron()
  const { updates } = wanted
  const folder = await buildAppFolder({ electron, flavour, version, output: target, withInstallers, updates })
  const files = []
  for (const format of process.platform === 'linux' ? formats : []) {
    files.push(await builders[format]({ folder, version, output: target, isQuick }))
  }
  return { folder, version, files }
}
