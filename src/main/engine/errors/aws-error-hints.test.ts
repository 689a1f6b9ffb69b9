import { expect, test } from 'vitest'
import { fromAwsError } from './engine-error.ts'

const context = { what: 'Connecting', region: 'eu-west-1' }
const failure = (fields: object): Error => Object.assign(new Error('failed'), fields)

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', /CA file.*AWS_CA_BUNDLE.*ca_bundle/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /CA file/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /CA file/],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', /CA file/],
  ['CERT_HAS_EXPIRED', /clock.*renew the certificate/],
  ['CERT_NOT_YET_VALID', /clock/],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /another name/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not seem to use https/],
  ['EPROTO', /does not seem to use https/],
])('suggests a specific remedy for the certificate error %s', (code, hint) => {
  expect(fromAwsError(failure({ code }), context)).toMatchObject({
    code: 'TLS_FAILED',
    hint: expect.stringMatching(hint) as string,
  })
})

test.each([
  [
    { name: 'SignatureDoesNotMatch', $response: { headers: { 'x-amz-bucket-region': 'us-east-1' } } },
    'WRONG_REGION',
  ],
  [
    { name: 'SignatureDoesNotMatch', $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } },
    'CREDENTIALS',
  ],
  [
    { name: 'SignatureDoesNotMatch', message: "Credential should be scoped to a valid region, not 'x'." },
    'WRONG_REGION',
  ],
  [
    { name: 'InvalidSignatureException', message: 'Credential should be scoped to correct service' },
    'CREDENTIALS',
  ],
  [{ name: 'SignatureDoesNotMatch' }, 'CREDENTIALS'],
] as const)('%j is %s', (fields, code) => {
  const found = fromAwsError(failure(fields), context)
  expect(found.code).toBe(code)
  expect(`${found.message} ${found.hint}`).toContain('region')
})

test("uses the region in S3's message", () => {
  const message =
    "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'us-east-2'"
  expect(fromAwsError(failure({ name: 'AuthorizationHeaderMalformed', message }), context).message).toContain(
    'us-east-2, not in eu-west-1',
  )
})
