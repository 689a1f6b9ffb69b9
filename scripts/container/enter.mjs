// @ts-check
import { quietly, runOwned, spawnOwned } from './owned-process.mjs'

/** Docker's default size of /dev/shm. */
const sharedMemory = 'size=64m'

/**
 * Mounts and processes live in namespaces that end with the command, also when it is killed: nothing is left to
 * unmount. The kernel forbids user namespaces in a chroot, as Docker's default settings do in a container.
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
# Not the shell's last command, so that the shell stays process 1 and reaps orphans.
exit $?
`

/** What a command gets from our environment: how package servers are reached, nothing else. */
const passedOn =
  /^(?:(?:https?|no|all)_proxy|NODE_EXTRA_CA_CERTS|SSL_CERT_FILE|npm_config_(?:registry|(?:https_?)?proxy|noproxy))$/i

/** @param {NodeJS.ProcessEnv} env */
export function environmentInside(env) {
  const kept = Object.entries(env).filter(([name, value]) => value && passedOn.test(name))
  return {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    TERM: 'dumb',
    ...Object.fromEntries(kept),
  }
}

/**
 * Runs shell commands in the system in a folder, each until it ends, in the user's home.
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
     * @param {string} command
     * @returns {Promise<number>} its exit code; what it prints goes to our terminal
     */
    run: (command) => runOwned(...commandLine(command)),
    /** @param {string} command */
    quietly: (command) => quietly(...commandLine(command)),
    /** @param {string} command */
    spawn: (command) => spawnOwned(...commandLine(command)),
  }
}
