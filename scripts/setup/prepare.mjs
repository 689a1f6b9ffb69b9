// @ts-check
import { ensureBuild } from './app-build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { ensureLibraries } from './libraries.mjs'
import { continueInNode, findNode, serversNeedNode, toolsNeedNode } from './node.mjs'
import { SetupProblem } from './project.mjs'
import { describeProblem, findLauncher, findWindowlessLauncher } from './sandbox.mjs'
import { isAtLeast } from './version.mjs'

const firstElectronWithNode24 = '40.0.0'

/**
 * @typedef {object} Prepared
 * @property {import('./electron.mjs').Electron} electron
 * @property {import('./sandbox.mjs').Launcher} launcher
 * @property {NodeJS.ProcessEnv} env for whatever starts the app: the display to show it on,
 *   REMOTEJOB_ELECTRON, REMOTEJOB_NODE (see nodeForServers), and REMOTEJOB_SANDBOX: 1 where Chromium's sandbox works, else 0
 */

/** Sees to a Node for the build tools and to the tools themselves. */
export async function prepareTools(minimumNode = toolsNeedNode) {
  await continueInNode(minimumNode)
  await ensureDependencies()
}

/**
 * Sees to what tests without a window need: no Electron, no build, no display.
 *
 * @returns {Promise<Omit<Prepared, 'electron'>>}
 */
export async function prepareWindowless() {
  await prepareTools(serversNeedNode)
  const launcher = await findWindowlessLauncher()
  return { launcher, env: { ...process.env, ...launcher.env } }
}

/**
 * Sees to all that the app needs to run, its build included.
 *
 * @param {object} [wanted]
 * @param {string} [wanted.minimumNode]
 * @param {boolean} [wanted.build]
 * @param {boolean} [wanted.forTests] tests run without a sandbox where none works, and say nothing
 * @returns {Promise<Prepared>}
 */
export async function prepareApp({ minimumNode, build = true, forTests = false } = {}) {
  await prepareTools(minimumNode)
  const electron = await ensureElectron()
  await ensureLibraries(electron.executable)
  const launcher = await findLauncher(electron.executable)
  if (launcher.problem && !forTests) announceNoSandbox(launcher.problem)
  if (build) await ensureBuild()
  const display = await ensureDisplay()
  const node = await nodeForServers(electron)
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    ...launcher.env,
    ...display,
    ...utf8Locale(process.env),
    // The older Electron's Node is no news to whoever starts the app.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    REMOTEJOB_ELECTRON: electron.executable,
    ...(node === undefined ? {} : { REMOTEJOB_NODE: node }),
    REMOTEJOB_SANDBOX: launcher.problem ? '0' : '1',
  }
  // Terminals inside of Electron apps pass this on, and it would make a plain Node of ours.
  delete env['ELECTRON_RUN_AS_NODE']
  return { electron, launcher, env }
}

/**
 * Says that the app starts without a sandbox. Where one command gives it one, the user has to run that, or to
 * ask for no sandbox.
 *
 * @param {import('./sandbox.mjs').SandboxProblem} problem
 */
function announceNoSandbox(problem) {
  const text = describeProblem(problem)
  if (problem.solvable && !process.argv.includes('--no-sandbox')) {
    throw new SetupProblem(`${text}\nOr start without a sandbox: npm start -- --no-sandbox`)
  }
  console.warn(
    `\nWARNING: Remotejob starts without Chromium's sandbox.\n${text}\n` +
      'Until then, a flaw in Chromium could give access to everything this user can access.\n',
  )
}

/**
 * The Node that the servers behind the Local connection can run in. An Electron that has such
 * a Node in itself needs no other, so for that one none is fetched.
 *
 * @param {import('./electron.mjs').Electron} electron
 */
async function nodeForServers(electron) {
  const ownNodeWillDo = isAtLeast(electron.version, firstElectronWithNode24)
  if (ownNodeWillDo && !isAtLeast(process.versions.node, serversNeedNode)) return undefined
  return findNode(serversNeedNode)
}

/**
 * Chromium loses a dropped file whose name is not ASCII where the system's locale is not UTF-8, as on a
 * machine without any.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function utf8Locale(env) {
  if (process.platform !== 'linux') return {}
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'C'
  return /utf-?8/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' }
}
