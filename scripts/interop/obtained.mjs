// @ts-check
import { cachedFolder } from '../setup/cache.mjs'
import { SetupProblem } from '../setup/project.mjs'

/**
 * A program that the interoperability tests run, or the reason why it could not be obtained.
 *
 * @template T
 * @typedef {{ name: string, program: T } | { name: string, reason: string }} Obtained
 */

/**
 * Fetches a program once. Each one is kept in its own folder in the cache, outside the checkout. A failure is
 * not an error here: the tests are skipped, and the table says why.
 *
 * @template T
 * @param {string} name
 * @param {string} folderName changes with every version, so a new one is fetched again
 * @param {(folder: string) => Promise<void>} fetch fills the folder
 * @param {(folder: string) => T} locate
 * @returns {Promise<Obtained<T>>}
 */
export async function obtain(name, folderName, fetch, locate) {
  try {
    return { name, program: locate(await cachedFolder(`interop-${folderName}`, fetch)) }
  } catch (error) {
    if (!(error instanceof SetupProblem)) throw error
    return { name, reason: error.message }
  }
}
