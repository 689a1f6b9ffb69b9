// @ts-check
import { SetupProblem } from '../setup/project.mjs'

/**
 * Returns the part of a changelog about one version, without its heading.
 *
 * @param {string} changelog
 * @param {string} version
 */
export function changesOf(changelog, version) {
  const parts = changelog.split(/^## /m).slice(1)
  const part = parts.find((text) => /^\[?([^\]\s]+)/.exec(text)?.[1] === version)
  const changes = part?.slice(part.indexOf('\n')).trim()
  if (!changes) throw new SetupProblem(`CHANGELOG.md has no changes for ${version}. Please add them.`)
  return changes
}
