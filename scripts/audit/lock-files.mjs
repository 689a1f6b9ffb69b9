// @ts-check
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectFolder } from '../setup/project.mjs'

/** Returns the problems in the project's lock files. */
export async function lockFileProblems() {
  const folders = ['.', 'bench', 'packaging', 'scripts/audit/scanner']
  const problems = await Promise.all(
    folders.map(async (folder) => {
      const text = await readFile(join(projectFolder, folder, 'package-lock.json'), 'utf8')
      return problemsOf(JSON.parse(text)).map((problem) => `${join(folder, 'package-lock.json')}: ${problem}`)
    }),
  )
  return problems.flat()
}

/**
 * @param {{ packages?: Record<string, { link?: boolean, integrity?: string, resolved?: string }> }} lock
 * @returns {string[]} entries without a strong hash, and those that name an address. Without an address, npm
 * uses its registry
 */
export function problemsOf({ packages = {} }) {
  return Object.entries(packages).flatMap(([path, { link, integrity, resolved }]) => {
    if (path === '' || link) return []
    const problems = []
    if (!/^sha512-[\w+/]{86}==$/.test(integrity ?? '')) problems.push(`${path} has no SHA-512 hash.`)
    if (resolved !== undefined)
      problems.push(`${path} comes from ${resolved}. Run npm install --omit-lockfile-registry-resolved.`)
    return problems
  })
}
