// @ts-check
import { existsSync } from 'node:fs'
import { capture } from './command.mjs'
import { SetupProblem } from './project.mjs'

/** What Electron needs of a Debian or Ubuntu, by the names of Debian 12. */
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
 * Installs packages where that is allowed; elsewhere says what the person can type, and stops.
 *
 * @param {readonly string[]} names by their names in Debian 12
 * @param {string} reason a sentence that says what is missing
 */
export async function installDebianPackages(names, reason) {
  if (!existsSync('/usr/bin/apt-get')) {
    throw new SetupProblem(
      `${reason} Please install what your distribution calls ${names.join(', ')}, and start again.`,
    )
  }
  if (process.getuid?.() !== 0) {
    const known = await chooseNames(names)
    throw new SetupProblem(
      `${reason} Please type this and start again:\n\n` +
        `  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${known.join(' ')}\n`,
    )
  }
  console.log(`${reason} Installing what it takes with apt-get.`)
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

/** @param {string} output of `apt-cache madison`: `name | version | source`, a line each */
export function madisonNames(output) {
  return new Set(output.split('\n').map((line) => line.split('|')[0]?.trim() ?? ''))
}

/**
 * Newer Debians and Ubuntus have some libraries under a name that ends in `t64` (since time
 * has 64 bits there), and the old name at most as an alias.
 *
 * @param {readonly string[]} names
 * @param {ReadonlySet<string>} known the names that apt can install
 */
export function pickNames(names, known) {
  return names.map((name) => (known.has(`${name}t64`) ? `${name}t64` : name))
}
