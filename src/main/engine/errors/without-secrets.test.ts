import { describe, expect, it } from 'vitest'
import { fromAwsError, toWire } from './engine-error.ts'
import { toEngineError } from './to-engine-error.ts'

describe.each([
  ['toEngineError', toEngineError],
  ['fromAwsError', (error: unknown) => fromAwsError(error, { what: 'Storing the payload' })],
])('what %s shows of an unknown error', (_name, convert) => {
  it.each([
    ['connect to http://ada:hunter2@proxy.example:3128 failed', 'hunter2'],
    ['PROXY ada:hunter2@proxy.example:3128', 'hunter2'],
    ['secretAccessKey=wJalrXUtnFEMI/K7MDENG', 'wJalrXUtnFEMI'],
    ['{"SessionToken":"FwoGZXIvYXdzE"}', 'FwoGZXIvYXdzE'],
    ['GET https://s3.example/k?X-Amz-Signature=abcdef0123&x=1', 'abcdef0123'],
    ['AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/x, Signature=abcdef0123', 'abcdef0123'],
    ['authorization: Bearer aoaAAAAAGf', 'aoaAAAAAGf'],
    ['the key AKIAIOSFODNN7EXAMPLE is unknown', 'AKIAIOSFODNN7EXAMPLE'],
  ])('does not contain the secret in %j', (message, secret) => {
    expect(JSON.stringify(toWire(convert(new Error(message))))).not.toContain(secret)
  })

  it.each(['no answer from http://127.0.0.1:9000/bucket/a@b', 'exit code: 3, code=ECONNREFUSED'])(
    'contains %j',
    (message) => {
      expect(toWire(convert(new Error(message))).message).toContain(message)
    },
  )
})
