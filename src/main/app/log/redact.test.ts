import { describe, expect, it } from 'vitest'
import { redact } from './redact.ts'

describe('redact', () => {
  it.each([
    ['key AKIAIOSFODNN7EXAMPLE used', 'AKIAIOSFODNN7EXAMPLE'],
    ['GET /x?X-Amz-Signature=abcdef0123&y=1', 'abcdef0123'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI/K7MDENG'],
    ['{"secretAccessKey":"wJalrXUtnFEMI"}', 'wJalrXUtnFEMI'],
    ['AWS_SESSION_TOKEN=FwoGZXIvYXdzE', 'FwoGZXIvYXdzE'],
    ['{"ReceiptHandle":"AQEBzWwaftRI0KuVm4tP"}', 'AQEBzWwaftRI0KuVm4tP'],
    ['Value AQEBzWwaftRI for parameter ReceiptHandle is invalid', 'AQEBzWwaftRI'],
    ['Authorization: AWS4-HMAC-SHA256 Credential=x, Signature=y', 'Signature=y'],
  ])('removes the secret from %j', (line, secret) => {
    expect(redact(line)).not.toContain(secret)
  })

  it('keeps other text and the stack of an error', () => {
    expect(redact('The queue demo was not found.')).toBe('The queue demo was not found.')
    expect(redact(new Error('boom'))).toContain('redact.test.ts')
    expect(redact(undefined)).toBe('undefined')
  })
})
