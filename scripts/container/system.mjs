// @ts-check
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../setup/cache-location.mjs'
import { capture, isOnPath } from '../setup/command.mjs'
import { SetupProblem } from '../setup/project.mjs'
import { systemIn } from './enter.mjs'
import { quietly } from './owned-process.mjs'

/**
 * What is installed besides a minimal system. `checkout` has what a user installs before `npm start`. `package`
 * has nothing that an installed app could use by accident.
 */
const systems = {
  checkout: { suffix: '', packages: ['nodejs', 'npm', 'git', 'ca-certificates'] },
  package: { suffix: '-plain', packages: ['ca-certificates'] },
}

/** @typedef {keyof typeof systems} SystemKind */

const certificates = '/etc/ssl/certs/ca-certificates.crt'

/** The folder in which the container tests keep their systems. */
export const containerFolder = join(cacheFolder, 'container')

/** Throws if this user or this machine cannot run a system in a chroot. */
export function requireChrootTools() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new SetupProblem('These tests need root on Linux, because they use chroot.')
  }
  if (!isOnPath('debootstrap')) {
    throw new SetupProblem(
      'debootstrap is not installed. Please install it and try again:\n\n  apt-get install -y debootstrap\n',
    )
  }
}

/**
 * Installs a minimal Debian or Ubuntu of this machine's release for a chroot. The system is kept in the cache.
 *
 * @param {SystemKind} kind
 * @returns {Promise<string>} the system's folder
 */
async function baseSystem(kind) {
  const { suite, mirror } = await release()
  const { suffix, packages } = systems[kind]
  const finished = join(containerFolder, suite + suffix)
  if (existsSync(finished)) return finished
  console.log(`Installing ${suite} with debootstrap (first run only).`)
  const unfinished = `${finished}.unfinished`
  await removeSystem(unfinished)
  await mkdir(unfinished, { recursive: true })
  // debootstrap mounts /proc, and does not unmount it when it is killed. The namespace does.
  const inOwnNamespace = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const debootstrap = ['debootstrap', '--variant=minbase', suite, unfinished, mirror]
  await quietly('unshare', [...inOwnNamespace, ...debootstrap])
  await copyNetworkSettings(unfinished)
  const system = systemIn(unfinished)
  const install = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
  await system.quietly(`export DEBIAN_FRONTEND=noninteractive; ${install}; apt-get clean`)
  // Installing ca-certificates has overwritten the certificates.
  await copyNetworkSettings(unfinished)
  await rename(unfinished, finished)
  return finished
}

/**
 * Creates a fresh copy of the base system.
 *
 * @param {SystemKind} kind
 * @returns {Promise<string>} the copy's folder
 */
export async function freshSystem(kind) {
  const base = await baseSystem(kind)
  const folder = join(containerFolder, 'work')
  await removeSystem(folder)
  await quietly('cp', ['-a', '--reflink=auto', base, folder])
  await copyNetworkSettings(folder)
  return folder
}

/**
 * Removes a system. Throws if something is mounted in it, because removing it would delete the files behind the mount.
 * That should never happen: each command mounts in its own namespace.
 *
 * @param {string} folder
 */
export async function removeSystem(folder) {
  const mounts = mountsIn(await readFile('/proc/self/mountinfo', 'utf8'), folder)
  if (mounts.length > 0) {
    throw new SetupProblem(`Please unmount ${mounts.join(', ')} first. Nothing in ${folder} was removed.`)
  }
  await quietly('rm', ['-rf', '--one-file-system', folder])
}

/**
 * @param {string} mountinfo the content of /proc/self/mountinfo
 * @param {string} folder
 */
export function mountsIn(mountinfo, folder) {
  const points = mountinfo.split('\n').map((line) => line.split(' ')[4] ?? '')
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`))
}

/**
 * Copies this machine's settings for reaching package servers: host names, certificates and proxies.
 *
 * @param {string} root
 */
async function copyNetworkSettings(root) {
  for (const file of ['/etc/resolv.conf', '/etc/hosts', certificates]) {
    if (!existsSync(file)) continue
    await mkdir(join(root, dirname(file)), { recursive: true })
    await rm(join(root, file), { force: true })
    await copyFile(file, join(root, file))
  }
  const { output } = await capture('apt-config', ['dump', 'Acquire'])
  await writeFile(join(root, 'etc/apt/apt.conf.d/90host'), acquireOptions(output))
}

/**
 * Picks the apt options for connections: proxies, certificates and date checks.
 *
 * @param {string} dump output of `apt-config dump`
 */
export function acquireOptions(dump) {
  const options = dump.split('\n').filter((line) => /^Acquire::(?:https?::|Check-)[^ ]+ ".+";$/.test(line))
  return options.map((line) => `${line}\n`).join('')
}

/** Returns this machine's release and the mirror that apt uses. */
async function release() {
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  const format = ['indextargets', '--format', '$(CODENAME) $(REPO_URI)', 'Created-By: Packages']
  const { output } = await capture('apt-get', format)
  const mirror = output
    .split('\n')
    .find((line) => line.startsWith(`${suite} `))
    ?.split(' ')[1]
  if (suite === undefined || mirror === undefined) {
    throw new SetupProblem('apt has no package index for this release. Please run apt-get update.')
  }
  return { suite, mirror }
}
