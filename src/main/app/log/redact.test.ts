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
    ['AKIAIOSFODNN7EXAMPLE_old', 'AKIAIOSFODNN7EXAMPLE'],
    ['<SecretAccessKey>wJalrXUtnFEMI</SecretAccessKey>', 'wJalrXUtnFEMI'],
    ['<ns:SessionToken>FwoGZXIvYXdzE</ns:SessionToken>', 'FwoGZXIvYXdzE'],
    ['<ReceiptHandle>AQEBzWwaftRI</ReceiptHandle>', 'AQEBzWwaftRI'],
    [String.raw`"body":"{\"SecretAccessKey\":\"wJalrXUtnFEMI\"}"`, 'wJalrXUtnFEMI'],
    ["aws_secret_access_key: 'wJalrXUtnFEMI'", 'wJalrXUtnFEMI'],
    ['aws-secret-access-key: wJalrXUtnFEMI', 'wJalrXUtnFEMI'],
    ['secret_key = wJalrXUtnFEMI', 'wJalrXUtnFEMI'],
    ['x-amz-security-token: FwoGZXIvYXdzE', 'FwoGZXIvYXdzE'],
    [`{ 'x-amz-security-token': 'FwoGZXIvYXdzE' }`, 'FwoGZXIvYXdzE'],
    ['{"accessToken":"aoaAAAAAGf","refreshToken":"x"}', 'aoaAAAAAGf'],
    ['{"clientSecret":"eyJraWQiOiJr"}', 'eyJraWQiOiJr'],
    ['id_token=eyJraWQiOiJr&x=1', 'eyJraWQiOiJr'],
    ['http://127.0.0.1:1234/oauth/callback?code=abcdef0123&state=1', 'abcdef0123'],
    ['code_verifier=wJalrXUtnFEMI', 'wJalrXUtnFEMI'],
    ['Action=AssumeRole&TokenCode=123456', '123456'],
    ['GET /x?AWSAccessKeyId=a&Signature=vjbyPxybdZaNmGa', 'vjbyPxybdZaNmGa'],
    ['authorization: Bearer aoaAAAAAGf', 'aoaAAAAAGf'],
    ["'Proxy-Authorization': 'Basic YWRhOnBhc3M='", 'YWRhOnBhc3M'],
    ['The receipt handle "AQEBzWwaftRI" is not valid.', 'AQEBzWwaftRI'],
    ['connect to http://ada:hunter2@proxy.example:3128 failed', 'hunter2'],
  ])('removes the secret from %j', (line, secret) => {
    expect(redact(line)).not.toContain(secret)
  })

  it.each([
    'The queue demo was not found.',
    'It failed with exit code: 3, code=ECONNREFUSED.',
    'The secret key does not belong to the access key. Copy both again.',
    'The password is wrong: try again.',
    'NextToken=abc',
    'http://127.0.0.1:9000/bucket/a@b',
  ])('keeps %j', (line) => {
    expect(redact(line)).toBe(line)
  })

  it('keeps the stack of an error', () => {
    expect(redact(new Error('boom'))).toContain('redact.test.ts')
    expect(redact(undefined)).toBe('undefined')
  })
})
