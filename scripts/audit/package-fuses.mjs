// @ts-check
import { readFuses, wantedFuses } from '../package/fuses.mjs'

/**
 * Compares the fuses of a package with those of a release.
 *
 * @param {string | undefined} executable `undefined` if there is no package
 * @param {object} [options]
 * @param {boolean} [options.isRequired] a missing package is a problem
 * @param {typeof readFuses} [options.read]
 * @returns {Promise<{ verdict: string, problems: string[] }>}
 */
export async function packageFuses(executable, { isRequired = false, read = readFuses } = {}) {
  if (executable === undefined) {
    const missing = 'There is no package in dist. Please run npm run package first.'
    return { verdict: 'NOT CHECKED: no package in dist', problems: isRequired ? [missing] : [] }
  }
  const wanted = wantedFuses('release')
  const wrong = Object.entries(await read(executable)).filter(([name, state]) => wanted[name] !== state)
  return { verdict: 'ok', problems: wrong.map(([name, state]) => `${name} is ${state ? 'on' : 'off'}.`) }
}
