// @ts-check

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Counts the results in a report of Vitest's JSON reporter. A test file that fails to load, or fails outside of
 * its tests, counts as one failure.
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
 * Counts the results in a report of Playwright's JSON reporter. A test that passed on a retry counts as passed.
 *
 * @param {any} report
 * @returns {Counts}
 */
export function countE2eTests({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  }
}

/**
 * Summarizes all runs in one line. A run counts as a failure if it exited with an error without a failed test,
 * or if no test ran.
 *
 * @param {readonly { counts: Counts | undefined, code: number }[]} runs
 */
export function summarize(runs) {
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
