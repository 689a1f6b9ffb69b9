// @ts-check
import { readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { capture, isOnPath } from './command.mjs'

/**
 * How to start a program so that Chromium's sandbox works, or without the sandbox where it cannot work.
 *
 * @typedef {object} Launcher
 * @property {string[]} prefix the words to put before the command
 * @property {string[]} switches arguments to add for Electron
 * @property {Record<string, string>} env environment variables to add
 * @property {SandboxProblem | undefined} problem why the sandbox does not work, if it does not
 */

/**
 * @typedef {object} SandboxProblem
 * @property {string} reason
 * @property {string} remedy what the user can do about it
 * @property {boolean} solvable whether running one command on this machine fixes it
 */

/**
 * Chromium refuses to run sandboxed as root. Root therefore starts it in a user namespace as an unprivileged user,
 * who still owns root's files, so data and settings stay where they are.
 */
const asUnprivilegedUser = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']

/** Creates the same namespaces as Chromium does for a sandboxed renderer. */
const namespaceSandbox = ['unshare', '--user', '--map-root-user', '--net', '--', 'true']

/** @type {Launcher} */
const plainLauncher = { prefix: [], switches: [], env: {}, problem: undefined }

/**
 * @param {string} executable Electron's executable
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
 * Returns how to start programs without a window. Root starts them as an unprivileged user if
 * possible, because root ignores file permissions, which some tests depend on. Does not need
 * Electron.
 *
 * @returns {Promise<Launcher>}
 */
export async function findWindowlessLauncher() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return plainLauncher
  return (await attempt([...asUnprivilegedUser, 'true'])) === undefined
    ? unprivilegedLauncher()
    : plainLauncher
}

/** @returns {Launcher} */
function unprivilegedLauncher() {
  // The namespace's user ID has a different home folder from root's.
  const home = homedir()
  const cache = process.env['XDG_CACHE_HOME'] || join(home, '.cache')
  return { ...plainLauncher, prefix: asUnprivilegedUser, env: { HOME: home, XDG_CACHE_HOME: cache } }
}

/** @returns {Promise<Launcher>} */
async function launcherOfRoot() {
  const failure = await attempt([...asUnprivilegedUser, ...namespaceSandbox])
  if (failure === undefined) return unprivilegedLauncher()
  return withoutSandbox({
    reason: `Chromium's sandbox does not work for root, and this system does not allow user namespaces (${failure}).`,
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
    reason: `Chromium's sandbox needs user namespaces, and this system restricts them (${failure}).`,
    remedy: solvable
      ? `To turn it on, let Chromium use its setuid sandbox and try again:\n\n${command}`
      : 'To turn it on, allow user namespaces (Docker: --security-opt seccomp=unconfined).',
    solvable,
  })
}

/**
 * @param {string[]} command
 * @returns {Promise<string | undefined>} the error output, or undefined if it succeeded
 */
async function attempt([program = '', ...args]) {
  const { code, output } = await capture(program, args)
  // If unshare is missing, this cannot be checked. Chromium reports the problem itself.
  if (code === 127 && process.getuid?.() !== 0) return undefined
  return code === 0 ? undefined : output.trim()
}

/** @param {string} file */
function isSetuidRoot(file) {
  const { uid, mode } = statSync(file, { throwIfNoEntry: false }) ?? { uid: -1, mode: 0 }
  return uid === 0 && (mode & 0o4000) !== 0
}

/**
 * True if the setuid sandbox can work. It always fails when it runs alone, because it expects Chromium as its
 * parent. Its output shows how far it got.
 *
 * @param {string} file
 */
async function setuidSandboxWorks(file) {
  const { output } = await capture(file, ['true'], { env: { ...process.env, SBX_CHROME_API_RQ: '1' } })
  return !/not running as root|Failed to move to new namespace/.test(output)
}

/**
 * True if a setuid program can create namespaces. In most containers even root is not allowed to.
 *
 * @param {string} status the content of /proc/self/status
 */
export function setuidIsEnough(status) {
  const sysAdmin = 1n << 21n
  const bounds = BigInt(`0x${/^CapBnd:\s*(\w+)$/m.exec(status)?.[1] ?? '0'}`)
  return (bounds & sysAdmin) !== 0n && !/^NoNewPrivs:\s*1$/m.test(status)
}
