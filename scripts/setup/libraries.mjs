// @ts-check
import { electronPackages, installDebianPackages } from './debian.mjs'
import { capture } from './command.mjs'
import { SetupProblem } from './project.mjs'

/**
 * Installs the system libraries that Electron needs, if any are missing.
 *
 * @param {string} executable
 */
export async function ensureLibraries(executable) {
  if (process.platform !== 'linux') return
  const missing = await missingLibraries(executable)
  if (missing.length === 0) return
  await installDebianPackages(electronPackages, `Electron needs ${summary(missing)}.`)
  const still = await missingLibraries(executable)
  if (still.length > 0) {
    throw new SetupProblem(
      `Electron still needs ${still.join(', ')}. Please install the packages that provide them.`,
    )
  }
}

/** @param {string} executable */
async function missingLibraries(executable) {
  return notFound((await capture('ldd', [executable])).output)
}

/** @param {string} output of ldd */
export function notFound(output) {
  return [...output.matchAll(/^\s*(\S+) => not found$/gm)].map((match) => match[1] ?? '')
}

/** @param {readonly string[]} libraries */
function summary(libraries) {
  const more = libraries.length - 2
  return libraries.slice(0, 2).join(' and ') + (more > 0 ? ` and ${more} more libraries` : '')
}
