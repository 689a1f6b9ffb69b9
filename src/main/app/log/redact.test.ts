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
    ['connect to http://ada:hun@ter2@proxy.example:3128/ failed', 'ter2'],
    ['connect to http://ada:h"unter2@proxy.example:3128 failed', 'unter2'],
    ['connect to http://ada:h/unter2@proxy.example:3128 failed', 'unter2'],
    [String.raw`connect to http:\\ada:hunter2@proxy.example`, 'hunter2'],
    ['HTTPS_PROXY=ada:hunter2@proxy.example:3128', 'hunter2'],
    ['PROXY ada:hunter2@proxy.example:3128; DIRECT', 'hunter2'],
    ['x-aws-ec2-metadata-token: AQAEAFD8', 'AQAEAFD8'],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN=AQAEAFD8', 'AQAEAFD8'],
    ['["Authorization","Bearer aoaAAAAAGf","X-Amz-Security-Token","FwoGZXIvYXdzE"]', 'aoaAAAAAGf'],
    ['["Authorization","Bearer aoaAAAAAGf","X-Amz-Security-Token","FwoGZXIvYXdzE"]', 'FwoGZXIvYXdzE'],
    ["Map(1) { 'x-amz-security-token' => 'FwoGZXIvYXdzE' }", 'FwoGZXIvYXdzE'],
    ['X-Amz-Security-Token%3DFwoGZXIvYXdzE%26x', 'FwoGZXIvYXdzE'],
    ['authorization AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=abcdef0123', 'abcdef0123'],
    ['AWS4-HMAC-SHA256 Credential=x, SignedHeaders=host, Signature=abcdef0123', 'abcdef0123'],
    ['Proxy-Authorization: Negotiate YIIabcdef', 'YIIabcdef'],
    ['dpop: eyJhbGciOiJFUzI1NiJ9.eyJqdGkiOiJhIn0.c2lnbmF0dXJl', 'c2lnbmF0dXJl'],
    ['set-cookie: x-amz-sso_authn=aoaAAAAAGf; Secure', 'aoaAAAAAGf'],
    ['<SessionToken xmlns="x">FwoGZXIvYXdzE</SessionToken>', 'FwoGZXIvYXdzE'],
    ['-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEE\\n-----END EC PRIVATE KEY-----', 'MHcCAQEE'],
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
    'http://[::1]:9000/bucket/a@b',
    'https://lab.example/bucket/a:b@c',
    'at Object.<anonymous> (/srv/node_modules/@aws-sdk/core/index.js:12:3)',
    'The cookie, the authorization and the token: all missing.',
    '["demo","worker"]',
  ])('keeps %j', (line) => {
    expect(redact(line)).toBe(line)
  })

  it('keeps the stack of an error', () => {
    expect(redact(new Error('boom'))).toContain('redact.test.ts')
    expect(redact(undefined)).toBe('undefined')
  })
})
