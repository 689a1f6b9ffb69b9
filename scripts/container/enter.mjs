// @ts-check
import { quietly, runOwned, spawnOwned } from './owned-process.mjs'

/** Docker's default size of /dev/shm. */
const sharedMemory = 'size=64m'

/**
 * The command runs in its own mount and PID namespaces. When it ends or is killed, its mounts and processes are
 * gone too, so nothing needs to be unmounted. The kernel forbids user namespaces in a chroot, just as Docker's
 * default settings do in a container.
 */
const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private']

const enter = `
root=$1 user=$2 home=$3 command=$4
set -e
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777,${sharedMemory} shm "$root/dev/shm"
mount -t tmpfs -o mode=1777 tmp "$root/tmp"
chroot --userspec="$user" "$root" /usr/bin/env HOME="$home" sh -c "cd \\"$home\\"; $command"
# The shell must not exec chroot as its last command: it stays process 1 and reaps orphans.
exit $?
`

/** The environment variables to pass on: those needed to reach package servers. */
const passedVariables =
  /^(?:(?:https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(?:registry|(?:https_?)?proxy|noproxy))$/i

/** @param {NodeJS.ProcessEnv} env */
export function environmentInside(env) {
  const kept = Object.entries(env).filter(([name, value]) => value && passedVariables.test(name))
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    TERM: 'dumb',
    ...Object.fromEntries(kept),
  }
}

/**
 * Returns functions that run shell commands in a chroot system, in the user's home folder.
 *
 * @param {string} root the system's folder
 * @param {'root' | 'tester'} [user]
 */
export function systemIn(root, user = 'root') {
  const home = user === 'root' ? '/root' : `/home/${user}`
  const account = user === 'root' ? '0:0' : `${user}:${user}`
  /** @param {string} command */
  const commandLine = (command) =>
    /** @type {const} */ ([
      'unshare',
      [...namespaces, 'sh', '-c', enter, 'enter', root, account, home, command],
      { env: environmentInside(process.env) },
    ])
  return {
    home,
    /**
     * The command line that runs a command in the system, for programs that start it themselves.
     *
     * @param {string} command
     */
    commandLine: (command) => {
      const [program, args] = commandLine(command)
      return [program, ...args]
    },
    /**
     * @param {string} command
     * @returns {Promise<number>} the exit code; the output goes to this terminal
     */
    run: (command) => runOwned(...commandLine(command)),
    /** @param {string} command */
    quietly: (command) => quietly(...commandLine(command)),
    /** @param {string} command */
    spawn: (command) => spawnOwned(...commandLine(command)),
  }
}
