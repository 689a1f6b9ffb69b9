// @ts-check
import { projectFolder } from '../setup/project.mjs'
import { tryNpm } from '../setup/npm.mjs'

/**
 * Asks the registry for known problems of the packages that ship. Some registries do not answer that.
 *
 * @returns {Promise<{ answered: boolean, problems: string[] }>}
 */
export async function knownProblems() {
  const { output } = await tryNpm(['audit', '--omit=dev', '--json'], projectFolder)
  return readAudit(output)
}

/**
 * @param {string} output of `npm audit --json`, which may follow warnings
 * @returns {{ answered: boolean, problems: string[] }}
 */
export function readAudit(output) {
  const start = output.indexOf('{')
  /** @type {{ vulnerabilities?: Record<string, { name: string, severity: string, range: string }> }} */
  let report
  try {
    report = JSON.parse(output.slice(start, output.lastIndexOf('}') + 1))
  } catch {
    return { answered: false, problems: [] }
  }
  if (report.vulnerabilities === undefined) return { answered: false, problems: [] }
  const problems = Object.values(report.vulnerabilities).map(
    ({ name, severity, range }) => `${name} ${range}: ${severity}`,
  )
  return { answered: true, problems }
}
