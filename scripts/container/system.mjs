// @ts-check
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { cacheFolder } from '../setup/cache-location.mjs'
import { capture } from '../setup/command.mjs'
import { SetupProblem } from '../setup/project.mjs'
import { systemIn } from './enter.mjs'
import { quietly } from './owned-process.mjs'

/** What a README would have somebody install first. */
const packages = ['nodejs', 'npm', 'git', 'ca-certificates']

const certificates = '/etc/ssl/certs/ca-certificates.crt'

/** The folder of all that the container tests keep. */
export const containerFolder = join(cacheFolder, 'container')

/**
 * A small Debian or Ubuntu of this machine's release with nodejs, npm and git, for a chroot. It is made once and
 * kept in the cache.
 *
 * @returns {Promise<string>} its folder
 */
async function baseSystem() {
  const { suite, mirror } = await release()
  const finished = join(containerFolder, suite)
  if (existsSync(finished)) return finished
  console.log(`Installing ${suite} with debootstrap, once.`)
  const unfinished = `${finished}.unfinished`
  await removeSystem(unfinished)
  await mkdir(unfinished, { recursive: true })
  // In namespaces of its own, because debootstrap mounts /proc and leaves it when it is killed.
  const inOwnNamespace = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
  const debootstrap = ['debootstrap', '--variant=minbase', suite, unfinished, mirror]
  await quietly('unshare', [...inOwnNamespace, ...debootstrap])
  await carryOver(unfinished)
  const system = systemIn(unfinished)
  const install = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`
  await system.quietly(`export DEBIAN_FRONTEND=noninteractive; ${install}; apt-get clean`)
  // Installing ca-certificates made the file anew.
  await carryOver(unfinished)
  await rename(unfinished, finished)
  return finished
}

/**
 * A copy of the base system to work in.
 *
 * @returns {Promise<string>} its folder
 */
export async function freshSystem() {
  const base = await baseSystem()
  const folder = join(containerFolder, 'work')
  await removeSystem(folder)
  await quietly('cp', ['-a', '--reflink=auto', base, folder])
  await carryOver(folder)
  return folder
}

/**
 * Removes a system, unless something is mounted in it: removing would reach through the mount. Nothing ever
 * should be, because each command mounts in a namespace of its own.
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
 * @param {string} mountinfo what /proc/self/mountinfo says
 * @param {string} folder
 */
export function mountsIn(mountinfo, folder) {
  const points = mountinfo.split('\n').map((line) => line.split(' ')[4] ?? '')
  return points.filter((point) => point === folder || point.startsWith(`${folder}/`))
}

/**
 * What reaches package servers from this machine reaches them from there: names, certificates, proxies.
 *
 * @param {string} root
 */
async function carryOver(root) {
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
 * How apt reaches servers and what it accepts from them: proxies, certificates, dates.
 *
 * @param {string} dump of apt-config
 */
export function acquireOptions(dump) {
  const options = dump.split('\n').filter((line) => /^Acquire::(?:https?::|Check-)[^ ]+ ".+";$/.test(line))
  return options.map((line) => `${line}\n`).join('')
}

/** This machine's release and where its apt takes packages from. */
async function release() {
  const suite = /^VERSION_CODENAME=(\S+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1]
  const format = ['indextargets', '--format', '$(CODENAME) $(REPO_URI)', 'Created-By: Packages']
  const { output } = await capture('apt-get', format)
  const mirror = output
    .split('\n')
    .find((line) => line.startsWith(`${suite} `))
    ?.split(' ')[1]
  if (suite === undefined || mirror === undefined) {
    throw new SetupProblem(
      'apt does not say where the packages of this release are. Please run apt-get update.',
    )
  }
  return { suite, mirror }
}
