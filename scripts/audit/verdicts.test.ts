import { expect, test } from 'vitest'
import { newFindings } from './verdicts.mjs'

const finding = { check: 'OPEN', file: 'out/a.js', line: 3, sample: 'shell.openExternal(page)' }
const verdict = {
  check: 'OPEN',
  file: 'out/a.js',
  contains: 'openExternal(page)',
  verdict: 'Only known pages.',
}

test('accepts a finding with a verdict', () => {
  expect(newFindings([finding], [verdict])).toEqual({ problems: [], judged: 1 })
})

test.each([
  ['another check', { ...finding, check: 'CSP' }],
  ['another file', { ...finding, file: 'out/b.js' }],
  ['other code', { ...finding, sample: 'shell.openExternal(anything)' }],
])('a verdict does not cover %s', (_, other) => {
  const { problems, judged } = newFindings([other], [verdict])
  expect(judged).toBe(0)
  expect(problems).toEqual([
    `${other.check} in ${other.file}:3: ${other.sample}`,
    'The verdict on OPEN in out/a.js matches no finding.',
  ])
})

test('a verdict covers only one finding', () => {
  expect(newFindings([finding, finding], [verdict]).problems).toHaveLength(1)
})
