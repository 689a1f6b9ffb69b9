import { expect, test } from 'vitest'
import { countUnitTests, summarize } from './test-results.mjs'

test('the summary omits skipped tests if there are none', () => {
  const counts = { passed: 3, failed: 0, skipped: 0 }
  expect(
    summarize([
      { counts, code: 0 },
      { counts, code: 0 },
    ]),
  ).toEqual({ line: '6 passed, 0 failed', failed: 0 })
  expect(summarize([{ counts: { ...counts, skipped: 2 }, code: 0 }]).line).toBe(
    '3 passed, 0 failed, 2 skipped',
  )
})

test.each([
  ['left no report', { counts: undefined, code: 1 }],
  ['ran no test', { counts: { passed: 0, failed: 0, skipped: 4 }, code: 0 }],
  ['exited with an error after its tests', { counts: { passed: 4, failed: 0, skipped: 0 }, code: 1 }],
])('a run that %s counts as a failure', (_, result) => {
  expect(summarize([result]).failed).toBe(1)
})

test('a test file that could not be loaded counts as a failure', () => {
  const report = {
    numPassedTests: 1,
    numFailedTests: 1,
    numPendingTests: 0,
    numTodoTests: 1,
    testResults: [
      { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
      { status: 'failed', assertionResults: [] },
    ],
  }
  expect(countUnitTests(report)).toEqual({ passed: 1, failed: 2, skipped: 1 })
})
