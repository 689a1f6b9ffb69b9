import { expect, test } from 'vitest'
import { readAudit } from './known-problems.mjs'

const of = (name: string) => ({ name, severity: 'high', range: '<2' })

const shipped = new Set(['a', '@aws-sdk/client-s3'])

test('does not report an audit without a result as free of problems', () => {
  for (const output of ['', 'npm warn audit 405 Method Not Allowed\n{"error":{"summary":"x"}}', '{'])
    expect(readAudit(output, shipped)).toEqual({ answered: false, problems: [] })
})

test('reports known problems', () => {
  const vulnerabilities = { a: of('a'), 'only-for-tests': of('only-for-tests') }
  expect(readAudit(JSON.stringify({ vulnerabilities }), shipped)).toEqual({
    answered: true,
    problems: ['a <2: high'],
  })
  expect(readAudit('npm warn x\n{"vulnerabilities":{}}', shipped)).toEqual({ answered: true, problems: [] })
})
