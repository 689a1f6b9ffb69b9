import type { IncomingMessage } from 'node:http'

/** Who a request is for: S3, or SQS in one of its protocols. */
export type Service = 's3' | 'sqs-json' | 'sqs-query'

/**
 * Says who a request is for. Both services share an address, so the signature decides, which names its service. Without
 * one a request is refused, but in the words of the service that it seems to be for.
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

/**
 * Returns the service in the scope of a credential, `KEY/DAY/REGION/SERVICE/aws4_request`; null
 * where there is none.
 */
function signedFor(text: string): string | null {
  const parts = text.replaceAll('%2F', '/').replaceAll('%2f', '/').split('/')
  const end = parts.findIndex((part) => part.startsWith('aws4_request'))
  return end < 1 ? null : (parts[end - 1] ?? null)
}
