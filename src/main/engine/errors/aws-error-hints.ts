import type { ErrorCode } from '../../../shared/errors.ts'
import { isUnexplained, type AwsErrorContext, type AwsErrorInfo } from './aws-error-info.ts'
import { refusalOf } from './aws-refusals.ts'
import { redirectHint } from './redirects.ts'

const unknownCaHint =
  'If your organisation inspects traffic or has its own certificate authority, choose its CA file in the ' +
  "connection's settings, or set AWS_CA_BUNDLE or ca_bundle. On a public network, sign in first."

/** Returns a hint about what the user can do, or `undefined` if the code's default hint is enough. */
export function awsErrorHint(
  code: ErrorCode,
  info: AwsErrorInfo,
  context: AwsErrorContext,
): string | undefined {
  if (code === 'TLS_FAILED') return tlsHint(info.code)
  if (code === 'CREDENTIALS' && isSignatureError(info)) {
    return 'Check the secret key and the region: some servers report a wrong region as a wrong signature.'
  }
  if (code === 'ADDRESS_UNSAFE') {
    return 'Use https. If the server is in your own network, enter its private address instead of its name.'
  }
  if (code === 'PROXY_FAILED') {
    if (/not a valid address/.test(info.message)) {
      return 'Write it as http://name:password@proxy:3128, with %23 for # and %2F for / in the password, then restart the app.'
    }
    return /HTTP 407/.test(info.message)
      ? 'Put the user name and password into HTTPS_PROXY, as in http://name:password@proxy:3128, then restart the app.'
      : 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Hosts in NO_PROXY are reached without a proxy.'
  }
  if (code === 'ACCESS_DENIED' && context.mayBeMissing) {
    return 'Without s3:ListBucket, S3 responds in the same way if a payload was removed. Ask the owner of the account for s3:GetObject and s3:ListBucket.'
  }
  if (code === 'SERVICE' && info.redirect !== null) return redirectHint
  if (code === 'SERVICE' && info.status === 404 && context.queue) {
    return "SQS does not report a missing queue like this. Check the connection's SQS address, and whether a proxy responds instead of the server."
  }
  if (code === 'SERVICE' && isUnexplained(info)) {
    const [server, address] = context.bucket ? ['S3', 'S3 address'] : ['the server', 'address']
    return `A proxy or a web server may be responding instead of ${server}. Check the connection's ${address} and the network, then try again.`
  }
  if (code === 'SERVICE') return refusalOf(info)?.hint
  return undefined
}

/** True if the server rejected the request's signature. */
export function isSignatureError({ name }: AwsErrorInfo): boolean {
  return name === 'SignatureDoesNotMatch' || name === 'InvalidSignatureException'
}

function tlsHint(code: string): string {
  if (/EXPIRED|NOT_YET_VALID/.test(code)) {
    return "Check this computer's clock. If it is correct, the owner of the server has to renew the certificate."
  }
  if (/ALTNAME|HOSTNAME/.test(code))
    return 'The certificate is for another name. Check the address for typos.'
  if (/ERR_SSL|EPROTO|ERR_TLS_PROTOCOL/.test(code)) {
    return 'The server does not seem to use https there. Check the address and its port.'
  }
  return unknownCaHint
}
