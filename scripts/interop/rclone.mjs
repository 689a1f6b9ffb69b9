// @ts-check
import { join } from 'node:path'
import { readdir } from 'node:fs/promises'
import { capture, isOnPath } from '../setup/command.mjs'
import { SetupProblem } from '../setup/project.mjs'
import { obtain } from './obtained.mjs'
import { command } from './python-programs.mjs'

/**
 * Returns the user's own rclone, or else Debian's, unpacked without being installed.
 *
 * @returns {Promise<import('./obtained.mjs').Obtained<{ rclone: string }>>}
 */
export async function obtainRclone() {
  if (isOnPath('rclone'))
    return { name: `rclone ${await versionOf('rclone')}`, program: { rclone: 'rclone' } }
  const obtained = await obtain('rclone', 'rclone', fetchFromDebian, (folder) => ({
    rclone: join(folder, 'unpacked/usr/bin/rclone'),
  }))
  if (!('program' in obtained)) return obtained
  return { ...obtained, name: `rclone ${await versionOf(obtained.program.rclone)}` }
}

/** @param {string} rclone */
async function versionOf(rclone) {
  const { output } = await capture(rclone, ['version'])
  return /v(\d+\.\d+\.\d+)/.exec(output)?.[1] ?? 'unknown version'
}

/** @param {string} folder */
async function fetchFromDebian(folder) {
  if (!isOnPath('apt-get') || !isOnPath('dpkg-deb')) {
    throw new SetupProblem('rclone is not installed, and this is not a Debian or Ubuntu that could fetch it.')
  }
  await command('apt-get cannot fetch it', 'apt-get', ['-qq', 'download', 'rclone'], folder)
  const file = (await readdir(folder)).find((name) => name.endsWith('.deb')) ?? ''
  await command('dpkg-deb cannot unpack it', 'dpkg-deb', ['-x', file, 'unpacked'], folder)
}
