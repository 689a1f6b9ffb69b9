// @ts-check

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts what Vitest's JSON reporter wrote. A file that could not even be loaded counts as a
 * failure, as do errors outside of any test.
 *
 * @param {any} report
 * @returns {Counts}
 */
export function countUnitTests(report) {
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' &&
      !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * Counts what Playwright's JSON reporter wrote. A test that passed only at a retry has passed.
 *
 * @param {any} report
 * @returns {Counts}
 */
export function countWindowTests({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

/**
 * One line for all runs. A run that ended badly without a failed test to show for it, or in
 * which no test ran, counts as a failure.
 *
 * @param {readonly { counts: Counts | undefined, code: number }[]} runs
 */
export function sumUp(runs) {
  let [passed, failed, skipped] = [0, 0, 0]
  for (const { counts, code } of runs) {
    passed += counts?.passed ?? 0
    skipped += counts?.skipped ?? 0
    const ran = (counts?.passed ?? 0) + (counts?.failed ?? 0)
    failed += code !== 0 || ran === 0 ? Math.max(counts?.failed ?? 0, 1) : (counts?.failed ?? 0)
  }
  const line = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return { line, failed }
}
