import { expect, test } from 'vitest'
import { readAudit } from './known-problems.mjs'

test('a registry that does not answer is not one without problems', () => {
  for (const output of ['', 'npm warn audit 405 Method Not Allowed\n{"error":{"summary":"x"}}', '{'])
    expect(readAudit(output)).toEqual({ answered: false, problems: [] })
})

test('known problems are named', () => {
  const vulnerabilities = { a: { name: 'a', severity: 'high', range: '<2' } }
  expect(readAudit(JSON.stringify({ vulnerabilities }))).toEqual({ answered: true, problems: ['a <2: high'] })
  expect(readAudit('npm warn x\n{"vulnerabilities":{}}')).toEqual({ answered: true, problems: [] })
})
