// @ts-check

import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { projectFolder } from './project.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** The lines of an error that are repeated at the end. The rest is further up. */
const errorLines = 12

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
 * Lists the failed tests of a report of Vitest's JSON reporter, each with its file, its title and its error.
 *
 * @param {any} report
 * @returns {string[]}
 */
export function failedUnitTests(report) {
  return report.testResults.flatMap((/** @type {any} */ { name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((/** @type {any} */ test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [failure(name, 'the whole file', message)] : []
    return failed.map((/** @type {any} */ test) => failure(name, test.fullName, test.failureMessages[0]))
  })
}

/**
 * Lists the failed tests of a report of Playwright's JSON reporter, like {@link failedUnitTests}.
 *
 * @param {any} report
 * @returns {string[]}
 */
export function failedE2eTests({ suites, errors }) {
  /**
   * @param {any} suite
   * @returns {string[]}
   */
  const inSuite = ({ specs = [], suites: inner = [] }) => [
    ...specs
      .filter((/** @type {any} */ { ok }) => !ok)
      .map((/** @type {any} */ { file, title, tests }) =>
        failure(file, title, tests[0]?.results.at(-1)?.error?.message),
      ),
    ...inner.flatMap(inSuite),
  ]
  return [
    ...suites.flatMap(inSuite),
    ...errors.map((/** @type {any} */ { message }) => failure('all files', 'loading the tests', message)),
  ]
}

/**
 * @param {string} file
 * @param {string} title
 * @param {string | undefined} message
 */
function failure(file, title, message = '') {
  const error = stripVTControlCharacters(message).split('\n').slice(0, errorLines)
  return [`${relative(projectFolder, file) || file}: ${title}`, ...error].join('\n    ')
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
