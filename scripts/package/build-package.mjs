// @ts-check
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { licenceProblems, noticesText, shippedPackages } from '../licences.mjs'
import { ensureDependencies } from '../setup/dependencies.mjs'
import { downloadedNode } from '../setup/node.mjs'
import { electronRunsLocal } from '../setup/prepare.mjs'
import { SetupProblem, projectFolder } from '../setup/project.mjs'
import { builderConfig } from './builder-config.mjs'
import { packagingFolder, product } from './product.mjs'
import { scriptWithImports, stageApp } from './stage.mjs'

/**
 * @typedef {object} PackageOptions
 * @property {import('../setup/electron.mjs').Electron} electron
 * @property {import('./fuses.mjs').Flavour} flavour
 * @property {string} version
 * @property {string} output
 * @property {import('./update-manifest.mjs').Feed | undefined} updates replaces the update feed in package.json
 * @property {boolean} withInstallers also builds this system's installers, which needs GitHub
 */

/**
 * Builds the app folder for this system from the finished build.
 *
 * @param {PackageOptions} options
 * @returns {Promise<string>} the folder
 */
export async function buildAppFolder({ electron, flavour, version, output, withInstallers, updates }) {
  await ensureDependencies(packagingFolder)
  await mkdir(output, { recursive: true })
  // Packages of another version would be mistaken for those of this one.
  for (const name of await readdir(output)) {
    if (name.startsWith(product.command)) await rm(join(output, name))
  }
  const app = join(output, 'app')
  await stageApp(app, version, updates)
  const local = electronRunsLocal(electron) ? { outsideArchive: [], resources: [] } : await localWithNode(app)
  const notices = join(output, 'notices.txt')
  await writeFile(notices, await checkedNotices())
  const config = builderConfig({
    electron: { folder: distribution(electron.executable), version: electron.version },
    flavour,
    output,
    outsideArchive: local.outsideArchive,
    resources: [
      { from: notices, to: 'notices.txt' },
      { from: join(packagingFolder, 'icons/128x128.png'), to: 'icon.png' },
      ...local.resources,
    ],
  })
  await runBuilder(app, config, withInstallers)
  await cp(join(projectFolder, 'LICENSE'), join(output, unpackedFolder(), 'LICENSE.txt')).catch(
    () => undefined,
  )
  return join(output, unpackedFolder())
}

/** The name that electron-builder gives the app folder. */
export function unpackedFolder() {
  const names = /** @type {Partial<Record<NodeJS.Platform, string>>} */ ({
    darwin: 'mac',
    win32: 'win-unpacked',
  })
  const name = names[process.platform] ?? 'linux-unpacked'
  return process.arch === 'x64' ? name : name.replace(/^(mac|win|linux)/, `$1-${process.arch}`)
}

/**
 * Returns the folder to copy: the one with the executable, or with Electron.app.
 *
 * @param {string} executable
 */
function distribution(executable) {
  return process.platform === 'darwin' ? join(dirname(executable), '../../..') : dirname(executable)
}

/**
 * Returns the files that the Local server needs if Electron's own Node is too old for it.
 *
 * @param {string} app the staged app
 */
async function localWithNode(app) {
  const node = await downloadedNode('the Local server needs it with this Electron')
  const script = await scriptWithImports(join(app, 'out/main/local-server.js'))
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    // Without package.json, Node would load the script as CommonJS.
    outsideArchive: ['package.json', ...script.map((file) => relative(app, file).replaceAll('\\', '/'))],
    resources: [
      { from: node.executable, to: `node${suffix}` },
      { from: node.licence, to: 'node-licence.txt' },
    ],
  }
}

/** Returns the licence notices of everything that ships. Throws if a licence does not allow shipping. */
async function checkedNotices() {
  const packages = await shippedPackages()
  const problems = licenceProblems(packages)
  if (problems.length > 0) {
    throw new SetupProblem(`The licences do not allow a package:\n  ${problems.join('\n  ')}`)
  }
  return noticesText(packages)
}

/**
 * @param {string} app
 * @param {ReturnType<typeof builderConfig>} config
 * @param {boolean} withInstallers
 */
async function runBuilder(app, config, withInstallers) {
  const { resolve } = createRequire(join(packagingFolder, 'package.json'))
  const { build, Platform } = await import(pathToFileURL(resolve('electron-builder')).href)
  const platform = Platform.current()
  const targets = platform.createTarget(withInstallers ? undefined : 'dir')
  await build({ projectDir: app, config, targets, publish: 'never' })
}
