// @ts-check
import { ensureBuild } from './app-build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { ensureLibraries } from './libraries.mjs'
import { continueInNode, findNode, serversNeedNode, toolsNeedNode } from './node.mjs'
import { findLauncher } from './sandbox.mjs'

/**
 * @typedef {object} Prepared
 * @property {import('./electron.mjs').Electron} electron
 * @property {import('./sandbox.mjs').Launcher} launcher
 * @property {NodeJS.ProcessEnv} env for whatever starts the app: the display to show it on,
 *   REMOTEJOB_ELECTRON and REMOTEJOB_NODE
 */

/** Sees to a Node for the build tools and to the tools themselves. */
export async function prepareTools(minimumNode = toolsNeedNode) {
  await continueInNode(minimumNode)
  await ensureDependencies()
}

/**
 * Sees to all that the app needs to run, its build included.
 *
 * @param {{ minimumNode?: string, build?: boolean }} [wanted]
 * @returns {Promise<Prepared>}
 */
export async function prepareApp({ minimumNode, build = true } = {}) {
  await prepareTools(minimumNode)
  const electron = await ensureElectron()
  await ensureLibraries(electron.executable)
  const launcher = await findLauncher(electron.executable)
  if (build) await ensureBuild()
  const display = await ensureDisplay()
  // Electron's own Node holds the Local servers, unless this Electron is the old one.
  const node = electron.fallback ? await findNode(serversNeedNode) : process.execPath
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    ...launcher.env,
    ...display,
    REMOTEJOB_ELECTRON: electron.executable,
    REMOTEJOB_NODE: node,
  }
  // Terminals inside of Electron apps pass this on, and it would make a plain Node of ours.
  delete env['ELECTRON_RUN_AS_NODE']
  return { electron, launcher, env }
}
