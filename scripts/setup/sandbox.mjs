// @ts-check
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture, isOnPath } from './command.mjs'

/**
 * How to start a program so that Chromium's sandbox works in it, or without one where none can work.
 *
 * @typedef {object} Launcher
 * @property {string[]} prefix what to put before the command
 * @property {string[]} switches what to add to Electron's arguments
 * @property {Record<string, string>} env what to add to the environment
 * @property {SandboxProblem | undefined} problem why the sandbox does not work
 */

/**
 * @typedef {object} SandboxProblem
 * @property {string} reason
 * @property {string} remedy what the user can do about it
 * @property {boolean} solvable whether a command on this machine is enough
 */

/**
 * Chromium refuses to run sandboxed as root. So root starts it in a user namespace, where it is an ordinary
 * user: without any of root's powers, but still the owner of root's files, so that data and settings stay
 * where they are.
 */
const asOrdinaryUser = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']

/** What Chromium itself does to sandbox a renderer. */
const namespaceSandbox = ['unshare', '--user', '--map-root-user', '--net', '--', 'true']

/** @type {Launcher} */
const plainLauncher = { prefix: [], switches: [], env: {}, problem: undefined }

/**
 * @param {string} executable Electron's
 * @returns {Promise<Launcher>}
 */
export async function findLauncher(executable) {
  if (process.platform !== 'linux') return plainLauncher
  return process.getuid?.() === 0 ? launcherOfRoot() : launcherOfUser(executable)
}

/** @param {SandboxProblem} problem */
export function describeProblem({ reason, remedy }) {
  return `${reason}\n${remedy}`
}

/**
 * @param {SandboxProblem} problem
 * @returns {Launcher}
 */
function withoutSandbox(problem) {
  return { ...plainLauncher, switches: ['--no-sandbox'], problem }
}

/**
 * How root starts programs that have no window: as an ordinary user where that is possible, because root can
 * read files that nobody may read. Needs no Electron.
 *
 * @returns {Promise<Launcher>}
 */
export async function findWindowlessLauncher() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return plainLauncher
  return (await attempt([...asOrdinaryUser, 'true'])) === undefined ? ordinaryUser() : plainLauncher
}

/** @returns {Launcher} */
function ordinaryUser() {
  // In the namespace the user's name, and so the home folder that goes with it, is not root's.
  const home = homedir()
  const cache = process.env['XDG_CACHE_HOME'] || join(home, '.cache')
  return { ...plainLauncher, prefix: asOrdinaryUser, env: { HOME: home, XDG_CACHE_HOME: cache } }
}

/** @returns {Promise<Launcher>} */
async function launcherOfRoot() {
  const failure = await attempt([...asOrdinaryUser, ...namespaceSandbox])
  if (failure === undefined) return ordinaryUser()
  return withoutSandbox({
    reason: `Chromium's sandbox does not work for root, and user namespaces are forbidden here (${failure}).`,
    remedy:
      'To turn it on, start Remotejob as another user, or allow user namespaces ' +
      '(Docker: --security-opt seccomp=unconfined).',
    solvable: false,
  })
}

/**
 * @param {string} executable
 * @returns {Promise<Launcher>}
 */
async function launcherOfUser(executable) {
  const failure = await attempt(namespaceSandbox)
  if (failure === undefined) return plainLauncher
  const setuidSandbox = join(dirname(executable), 'chrome-sandbox')
  const installed = isSetuidRoot(setuidSandbox)
  if (installed && (await setuidSandboxWorks(setuidSandbox))) return plainLauncher
  const solvable = !installed && isOnPath('sudo') && setuidIsEnough(readFileSync('/proc/self/status', 'utf8'))
  const command = `  sudo chown root:root '${setuidSandbox}' && sudo chmod 4755 '${setuidSandbox}'\n`
  return withoutSandbox({
    reason: `Chromium's sandbox needs user namespaces, and they are restricted here (${failure}).`,
    remedy: solvable
      ? `To turn it on, let Chromium use its setuid sandbox, and start again:\n\n${command}`
      : 'To turn it on, allow user namespaces (Docker: --security-opt seccomp=unconfined).',
    solvable,
  })
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

/**
 * Run by itself the setuid sandbox always fails, because it expects Chromium as its parent. How far it got
 * shows in what it printed.
 *
 * @param {string} file
 */
async function setuidSandboxWorks(file) {
  const { output } = await capture(file, ['true'], { env: { ...process.env, SBX_CHROME_API_RQ: '1' } })
  return !/not running as root|Failed to move to new namespace/.test(output)
}

/**
 * Whether a setuid program can create namespaces: containers usually take that right from root, too.
 *
 * @param {string} status of a process, as in /proc/self/status
 */
export function setuidIsEnough(status) {
  const sysAdmin = 1n << 21n
  const bounds = BigInt(`0x${/^CapBnd:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`)
  return (bounds & sysAdmin) !== 0n && !/^NoNewPrivs:\s*1$/m.test(status)
}
