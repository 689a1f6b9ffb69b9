import type { IncomingMessage } from 'node:http'

/** The service that a request is for: S3, or SQS with one of its protocols. */
export type Service = 's3' | 'sqs-json' | 'sqs-query'

/**
 * Returns the service that a request is for. Both services share a host, so the service in the signature
 * decides. A request without a signature is rejected, in the format of the service that it appears to be for.
 */
export function serviceOf(request: IncomingMessage): Service {
  const { headers, url = '/' } = request
  const type = headers['content-type'] ?? ''
  if (headers['x-amz-target'] !== undefined || type.startsWith('application/x-amz-json')) return 'sqs-json'
  const query = url.slice(url.indexOf('?') + 1)
  const named =
    signedFor(headers.authorization ?? '') ?? signedFor(/X-Amz-Credential=([^&]*)/.exec(query)?.[1] ?? '')
  // Only S3 has the older signatures.
  const isOld = headers.authorization?.startsWith('AWS ') === true || /(?:^|&)AWSAccessKeyId=/.test(query)
  if (named === 's3' || isOld) return 's3'
  if (named !== null) return 'sqs-query'
  const isForm = request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded')
  return isForm || /(?:^|&)Action=/.test(query) ? 'sqs-query' : 's3'
}

/** Returns the service in a credential's scope, `KEY/DAY/REGION/SERVICE/aws4_request`, or `null`. */
function signedFor(text: string): string | null {
  const parts = text.replaceAll('%2F', '/').replaceAll('%2f', '/').split('/')
  const end = parts.findIndex((part) => part.startsWith('aws4_request'))
  return end < 1 ? null : (parts[end - 1] ?? null)
}
