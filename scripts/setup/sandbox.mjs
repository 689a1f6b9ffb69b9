// @ts-check
import { statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture } from './command.mjs'

/**
 * How to start a program so that Chromium's sandbox works in it.
 *
 * @typedef {object} Launcher
 * @property {string[]} prefix what to put before the command
 * @property {Record<string, string>} env what to add to the environment
 * @property {string | undefined} problem why the sandbox cannot work here, with what to do
 */

/**
 * Chromium refuses to run sandboxed as root, and we do not run it otherwise. So root starts it
 * in a user namespace, where it is an ordinary user: without any of root's powers, but still
 * the owner of root's files, so that data and settings stay where they are.
 */
const asOrdinaryUser = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']

/** What Chromium itself does to lock a renderer in. */
const renderersCell = ['unshare', '--user', '--map-root-user', '--net', '--', 'true']

/**
 * @param {string} executable Electron's
 * @returns {Promise<Launcher>}
 */
export async function findLauncher(executable) {
  if (process.platform !== 'linux') return { prefix: [], env: {}, problem: undefined }
  return process.getuid?.() === 0 ? launcherOfRoot() : launcherOfUser(executable)
}

/** @returns {Promise<Launcher>} */
async function launcherOfRoot() {
  const trial = await attempt([...asOrdinaryUser, ...renderersCell])
  if (trial === undefined) {
    // In the namespace the user's name, and so the home folder that goes with it, is not root's.
    const home = homedir()
    const cache = process.env['XDG_CACHE_HOME'] || join(home, '.cache')
    return { prefix: asOrdinaryUser, env: { HOME: home, XDG_CACHE_HOME: cache }, problem: undefined }
  }
  const problem =
    'You are root. Chromium does not protect you from what a window shows then, and this ' +
    `system does not let us start it as an ordinary user (${trial}).\n` +
    'Please start Remotejob as another user, or, in a container, allow user namespaces ' +
    '(Docker: --security-opt seccomp=unconfined).'
  return { prefix: [], env: {}, problem }
}

/**
 * @param {string} executable
 * @returns {Promise<Launcher>}
 */
async function launcherOfUser(executable) {
  const helper = join(dirname(executable), 'chrome-sandbox')
  if (isSetuidRoot(helper)) return { prefix: [], env: {}, problem: undefined }
  const trial = await attempt(renderersCell)
  if (trial === undefined) return { prefix: [], env: {}, problem: undefined }
  const problem =
    'This system does not let Chromium lock in what a window shows: user namespaces are ' +
    `restricted (${trial}). Please give it its helper instead, and start again:\n\n` +
    `  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'\n`
  return { prefix: [], env: {}, problem }
}

/**
 * @param {string[]} command
 * @returns {Promise<string | undefined>} what went wrong
 */
async function attempt([program = '', ...args]) {
  const { code, output } = await capture(program, args)
  // Without the program there is no telling, and Chromium itself will say what it lacks.
  if (code === 127 && process.getuid?.() !== 0) return undefined
  return code === 0 ? undefined : output.trim()
}

/** @param {string} file */
function isSetuidRoot(file) {
  const { uid, mode } = statSync(file, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 }
  return uid === 0 && (mode & 0o4000) !== 0
}
