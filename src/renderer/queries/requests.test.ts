import { expect, test } from 'vitest'
import { connection } from '../testing/samples.ts'
import { isBilled } from './requests.ts'

const aws = { s3: 's3.eu-west-1.amazonaws.com', sqs: 'sqs.eu-west-1.amazonaws.com' }
const own = { s3: 's3.lab.example', sqs: 'sqs.lab.example' }

test.each([
  ['profile', aws, true],
  ['keys', aws, true],
  ['keys', null, true],
  ['profile', null, true],
  ['profile', { ...own, sqs: aws.sqs }, true],
  ['profile', own, false],
  ['endpoint', own, false],
  ['local', null, false],
] as const)('AWS bills a connection with %s to %j: %s', (kind, hosts, billed) => {
  expect(isBilled('c', [connection({ id: 'c', kind, hosts })])).toBe(billed)
})

test('a removed connection counts as billed', () => {
  expect(isBilled('gone', [])).toBe(true)
})
