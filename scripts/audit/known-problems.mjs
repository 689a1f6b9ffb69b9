// @ts-check
import { shippedPackages } from '../licences.mjs'
import { projectFolder } from '../setup/project.mjs'
import { tryNpm } from '../setup/npm.mjs'

/**
 * Queries the registry for known problems in the packages that ship. Not every registry supports this. Most of these
 * packages are bundled, so npm counts them as development dependencies.
 *
 * @returns {Promise<{ answered: boolean, problems: string[] }>}
 */
export async function knownProblems() {
  const { output } = await tryNpm(['audit', '--json'], projectFolder)
  const packages = await shippedPackages()
  return readAudit(output, new Set(packages.map(({ name }) => name)))
}

/**
 * @param {string} output of `npm audit --json`, which may follow warnings
 * @param {ReadonlySet<string>} shipped the names of the packages that count
 * @returns {{ answered: boolean, problems: string[] }}
 */
export function readAudit(output, shipped) {
  const start = output.indexOf('{')
  /** @type {{ vulnerabilities?: Record<string, { name: string, severity: string, range: string }> }} */
  let report
  try {
    report = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1))
  } catch {
    return { answered: false, problems: [] }
  }
  if (report.vulnerabilities === undefined) return { answered: false, problems: [] }
  const problems = Object.values(report.vulnerabilities)
    .filter(({ name }) => shipped.has(name))
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}`)
  return { answered: true, problems }
}
