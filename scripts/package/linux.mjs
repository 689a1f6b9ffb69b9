// @ts-check
import { chmod, cp, lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, isOnPath } from '../setup/command.mjs'
import { SetupProblem, projectFolder } from '../setup/project.mjs'
import { controlFile, debianArch, debianVersion, desktopFile } from './linux-files.mjs'
import { packagingFolder, product } from './product.mjs'

/**
 * @typedef {object} UnpackedApp
 * @property {string} folder the complete app
 * @property {string} version
 * @property {string} output where the packages go
 * @property {boolean} isQuick packages fast, not small
 */

const installFolder = `usr/lib/${product.command}`

/** The mode of Chromium's setuid sandbox, for systems that restrict user namespaces, such as Ubuntu. */
const sandboxMode = 0o4755

/**
 * Builds a Debian package. It has no maintainer scripts: dpkg sets the modes, and dpkg triggers provided by
 * the system update the menus, icons and file types.
 *
 * @param {UnpackedApp} app
 * @returns {Promise<string>} the package
 */
export async function buildDeb({ folder, version, output, isQuick }) {
  if (!isOnPath('dpkg-deb'))
    throw new SetupProblem('A Debian package needs dpkg-deb, which is not installed.')
  const root = join(output, 'deb')
  await rm(root, { recursive: true, force: true })
  await mkdir(join(root, 'usr/lib'), { recursive: true })
  await cp(folder, join(root, installFolder), { recursive: true, verbatimSymlinks: true })
  await addDesktopFiles(root)
  const bytes = await setModes(root)
  await chmod(join(root, installFolder, 'chrome-sandbox'), sandboxMode)
  await mkdir(join(root, 'DEBIAN'))
  const arch = debianArch(process.arch)
  const control = controlFile({ version, arch, installedKiB: Math.ceil(bytes / 1024) })
  await writeFile(join(root, 'DEBIAN/control'), control)
  const file = join(output, `${product.command}_${debianVersion(version)}_${arch}.deb`)
  await expectSuccess('dpkg-deb', ['--root-owner-group', ...compression(isQuick), '--build', root, file])
  await rm(root, { recursive: true })
  return file
}

/**
 * Builds an archive that runs from any folder.
 *
 * @param {UnpackedApp} app
 * @returns {Promise<string>} the archive
 */
export async function buildTarGz({ folder, version, output, isQuick }) {
  const name = `${product.command}-${version}-linux-${process.arch}`
  const file = join(output, `${name}.tar.gz`)
  await setModes(folder)
  await expectSuccess('tar', [
    '--create',
    `--file=${file}`,
    `--use-compress-program=gzip ${isQuick ? '-1' : '-9'}`,
    `--directory=${folder}`,
    `--transform=s,^\\.,${name},`,
    '--sort=name',
    '--owner=0',
    '--group=0',
    '--numeric-owner',
    '.',
  ])
  return file
}

/** @param {boolean} isQuick */
function compression(isQuick) {
  return isQuick ? ['-Zgzip', '-z1'] : ['-Zxz']
}

/** @param {string} root */
async function addDesktopFiles(root) {
  const share = join(root, 'usr/share')
  await mkdir(join(share, 'applications'), { recursive: true })
  await writeFile(join(share, `applications/${product.command}.desktop`), desktopFile())
  const icons = join(share, 'icons/hicolor')
  for (const name of await readdir(join(packagingFolder, 'icons'))) {
    const size = name.replace('.png', '')
    if (size === '1024x1024') continue
    await mkdir(join(icons, size, 'apps'), { recursive: true })
    await cp(join(packagingFolder, 'icons', name), join(icons, size, `apps/${product.command}.png`))
  }
  await mkdir(join(icons, 'scalable/apps'), { recursive: true })
  await cp(join(packagingFolder, 'icon.svg'), join(icons, `scalable/apps/${product.command}.svg`))
  await mkdir(join(share, 'doc', product.command), { recursive: true })
  await cp(join(projectFolder, 'LICENSE'), join(share, 'doc', product.command, 'copyright'))
  await mkdir(join(root, 'usr/bin'), { recursive: true })
  await symlink(`../lib/${product.command}/${product.command}`, join(root, 'usr/bin', product.command))
}

/**
 * Sets the final mode of every file, independent of this user's umask.
 *
 * @param {string} folder
 * @returns {Promise<number>} the sum of the sizes
 */
async function setModes(folder) {
  let bytes = 0
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) continue
    const { mode, size } = await lstat(path)
    if (entry.isFile()) bytes += size
    await chmod(path, entry.isDirectory() || (mode & 0o100) !== 0 ? 0o755 : 0o644)
  }
  return bytes
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 */
async function expectSuccess(program, args) {
  const { code, output } = await capture(program, args)
  if (code !== 0) throw new SetupProblem(`${program} failed:\n${output.trim()}`)
}
