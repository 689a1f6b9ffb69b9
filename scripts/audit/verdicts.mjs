// @ts-check

/**
 * @typedef {{ check: string, file: string, line: number, sample: string }} Finding
 * @typedef {{ check: string, file: string, contains: string, verdict: string }} Verdict contains: a part of the finding's
 *   code, so that a verdict covers this code and nothing that is added beside it
 * @typedef {{ problems: string[], judged: number }} Judged
 */

/**
 * Separates the findings that have a recorded verdict from the new ones. A verdict covers one finding. An
 * unused verdict is a problem too, because it could hide a later finding.
 *
 * @param {readonly Finding[]} findings
 * @param {readonly Verdict[]} verdicts
 * @returns {Judged}
 */
export function newFindings(findings, verdicts) {
  const left = [...verdicts]
  const problems = findings.flatMap(({ check, file, line, sample }) => {
    const at = left.findIndex(
      (verdict) => verdict.check === check && verdict.file === file && sample.includes(verdict.contains),
    )
    if (at < 0) return [`${check} in ${file}:${line}: ${sample.slice(0, 200)}`]
    left.splice(at, 1)
    return []
  })
  const unused = left.map(({ check, file }) => `The verdict on ${check} in ${file} matches no finding.`)
  return { problems: [...problems, ...unused], judged: findings.length - problems.length }
}
