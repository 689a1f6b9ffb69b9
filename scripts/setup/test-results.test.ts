import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countUnitTests, failedE2eTests, failedUnitTests, summarize } from './test-results.mjs'
import { projectFolder } from './project.mjs'

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

test('failed tests are listed with their file and their error', () => {
  const unit = {
    testResults: [
      {
        name: join(projectFolder, 'src/a.test.ts'),
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'a good one', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'a bad one',
            failureMessages: ['\u001B[31mexpected 1\u001B[39m\nto be 2'],
          },
        ],
      },
      {
        name: join(projectFolder, 'src/b.test.ts'),
        status: 'failed',
        message: 'no such module',
        assertionResults: [],
      },
      { name: join(projectFolder, 'src/c.test.ts'), status: 'passed', assertionResults: [] },
    ],
  }
  expect(failedUnitTests(unit)).toEqual([
    'src/a.test.ts: a bad one\n    expected 1\n    to be 2',
    'src/b.test.ts: the whole file\n    no such module',
  ])
  const bad = {
    file: 'jobs.spec.ts',
    title: 'drops',
    ok: false,
    tests: [{ results: [{ error: { message: 'late' } }] }],
  }
  const e2e = {
    suites: [{ specs: [{ ...bad, ok: true }], suites: [{ specs: [bad] }] }],
    errors: [{ message: 'no display' }],
  }
  expect(failedE2eTests(e2e)).toEqual([
    'jobs.spec.ts: drops\n    late',
    'all files: loading the tests\n    no display',
  ])
})
