// @ts-check
import { existsSync } from 'node:fs'
import { capture } from './command.mjs'
import { SetupProblem } from './project.mjs'

/** The Debian or Ubuntu packages that Electron needs, with their Debian 12 names. */
export const electronPackages = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libatk-bridge2.0-0',
  'libdrm2',
]

/**
 * Installs packages as root. Otherwise throws with the command that the user has to run.
 *
 * @param {readonly string[]} names package names in Debian 12
 * @param {string} reason a sentence about what is missing
 */
export async function installDebianPackages(names, reason) {
  if (!existsSync('/usr/bin/apt-get')) {
    throw new SetupProblem(
      `${reason} Please install your distribution's packages for ${names.join(', ')}, and try again.`,
    )
  }
  if (process.getuid?.() !== 0) {
    const known = await chooseNames(names)
    throw new SetupProblem(
      `${reason} Please run this command and try again:\n\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${known.join(' ')}\n`,
    )
  }
  console.log(`${reason} Installing the missing packages with apt-get.`)
  await apt(['update'])
  await apt(['install', '-y', '--no-install-recommends', ...(await chooseNames(names))])
}

/** @param {readonly string[]} args */
async function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { code, output } = await capture('apt-get', ['-qq', ...args], { env })
  if (code !== 0) throw new SetupProblem(`apt-get ${args.join(' ')} failed:\n${output.trim()}`)
}

/** @param {readonly string[]} names */
async function chooseNames(names) {
  const both = names.flatMap((name) => [name, `${name}t64`])
  const { output } = await capture('apt-cache', ['madison', ...both])
  return pickNames(names, madisonNames(output))
}

/** @param {string} output of `apt-cache madison`, one `name | version | source` per line */
export function madisonNames(output) {
  return new Set(output.split('\n').map((line) => line.split('|')[0]?.trim() ?? ''))
}

/**
 * Newer Debian and Ubuntu releases renamed some libraries to end in `t64` (for 64-bit time). The old name may
 * still exist as an alias.
 *
 * @param {readonly string[]} names
 * @param {ReadonlySet<string>} known the names that apt can install
 */
export function pickNames(names, known) {
  return names.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name))
}
