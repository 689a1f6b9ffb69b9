// @ts-check
import { ensureBuild } from './app-build.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureDisplays } from './display.mjs'
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
 * @property {NodeJS.ProcessEnv} env the environment for starting the app: the display, REMOTEJOB_ELECTRON,
 *   REMOTEJOB_NODE (see nodeForServers), REMOTEJOB_SANDBOX (1 if Chromium's sandbox works, else 0), and
 *   REMOTEJOB_DISPLAYS (the variables of each display, as JSON)
 */

/** Makes sure that Node is new enough and that the dependencies are installed. */
export async function prepareTools(minimumNode = toolsNeedNode) {
  await continueInNode(minimumNode)
  await ensureDependencies()
}

/**
 * Prepares tests without a window. They need no Electron, build or display.
 *
 * @returns {Promise<Omit<Prepared, 'electron'>>}
 */
export async function prepareWindowless() {
  await prepareTools(serversNeedNode)
  const launcher = await findWindowlessLauncher()
  return { launcher, env: { ...process.env, ...launcher.env } }
}

/**
 * Prepares everything that the app needs to run, including the build.
 *
 * @param {object} [wanted]
 * @param {string} [wanted.minimumNode]
 * @param {boolean} [wanted.build]
 * @param {boolean} [wanted.forTests] no warning if the sandbox does not work
 * @param {number} [wanted.displays] the number of virtual displays to start if there is no display
 * @returns {Promise<Prepared>}
 */
export async function prepareApp({ minimumNode, build = true, forTests = false, displays = 1 } = {}) {
  await prepareTools(minimumNode)
  const electron = await ensureElectron()
  await ensureLibraries(electron.executable)
  const launcher = await findLauncher(electron.executable)
  if (launcher.problem && !forTests) warnAboutSandbox(launcher.problem)
  if (build) await ensureBuild()
  const found = await ensureDisplays(displays)
  const node = await nodeForServers(electron)
  /** @type {NodeJS.ProcessEnv} */
  const env = {
    ...process.env,
    ...launcher.env,
    ...found[0],
    ...utf8Locale(process.env),
    // The fallback Electron has an old Node. The user cannot change that, so the SDK's warning would not help.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    REMOTEJOB_ELECTRON: electron.executable,
    ...(node === undefined ? {} : { REMOTEJOB_NODE: node }),
    REMOTEJOB_SANDBOX: launcher.problem ? '0' : '1',
    REMOTEJOB_DISPLAYS: JSON.stringify(found),
  }
  // Terminals in Electron apps set this, and it would make our Electron run as plain Node.
  delete env['ELECTRON_RUN_AS_NODE']
  return { electron, launcher, env }
}

/**
 * Warns that the app starts without a sandbox. If a single command would enable the sandbox, throws instead: the
 * user has to run that command or pass `--no-sandbox`.
 *
 * @param {import('./sandbox.mjs').SandboxProblem} problem
 */
function warnAboutSandbox(problem) {
  const text = describeProblem(problem)
  if (problem.solvable && !process.argv.includes('--no-sandbox')) {
    throw new SetupProblem(`${text}\nOr start without a sandbox: npm start -- --no-sandbox`)
  }
  console.warn(
    `\nWARNING: Remotejob is starting without Chromium's sandbox.\n${text}\n` +
      'Without it, a vulnerability in Chromium could expose everything that this user can access.\n',
  )
}

/**
 * True if the Node in Electron is new enough for the Local server.
 *
 * @param {import('./electron.mjs').Electron} electron
 */
export function electronRunsLocal({ version }) {
  return isAtLeast(version, firstElectronWithNode24)
}

/**
 * Finds a Node for the Local server. Electron 40 and newer contain a suitable Node, so none is downloaded for
 * them.
 *
 * @param {import('./electron.mjs').Electron} electron
 */
async function nodeForServers(electron) {
  if (electronRunsLocal(electron) && !isAtLeast(process.versions.node, serversNeedNode)) return undefined
  return findNode(serversNeedNode)
}

/**
 * Sets a UTF-8 locale if there is none. Without one, Chromium ignores dropped files whose names are not ASCII.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function utf8Locale(env) {
  if (process.platform !== 'linux') return {}
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'C'
  return /utf-?8/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' }
}
