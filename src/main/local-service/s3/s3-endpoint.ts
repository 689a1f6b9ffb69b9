import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { report } from '../detached.ts'
import { acceptBody, say } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import { BodyMalformedError, BodyTooLargeError } from '../http/request-body.ts'
import { checkSignature } from '../http/signature.ts'
import type { Credentials, SignatureFault } from '../http/signature.ts'
import type { ObjectServer } from './object-server.ts'
import { S3Error } from './s3-error.ts'
import type { S3ErrorCode } from './s3-error.ts'
import { xmlError } from './s3-xml.ts'

/** Verifies a request to S3 and serves it. `objects` is `null` while the store is being opened. */
export async function serveObjects(
  objects: ObjectServer | null,
  credentials: Credentials,
  exchange: Exchange,
): Promise<void> {
  const { request, response } = exchange
  const requestId = randomUUID()
  response.setHeader('x-amz-request-id', requestId)
  try {
    const check = checkSignature(request, credentials, 's3')
    if (!check.ok) throw new S3Error(...objectFaults[check.fault])
    const { payloadHash, matches } = check.signed
    if (payloadHash === null || payloadHash === '') throw new S3Error(...objectFaults.malformed)
    if (!matches(payloadHash)) throw new S3Error(...objectFaults.mismatch)
    if (objects === null) return say(exchange, 503, 'text/plain', 'Starting.\n')
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = [...hostBucket(request), mark < 0 ? url.slice(1) : url.slice(1, mark)].join('/')
    const slash = path.indexOf('/')
    acceptBody(exchange)
    await objects.handle({
      request,
      response,
      bucket: decodePath(slash < 0 ? path : path.slice(0, slash)),
      key: decodePath(slash < 0 ? '' : path.slice(slash + 1)),
      // Only forms encode a blank as a plus. S3 clients encode it as %20, and their plus is a plus.
      query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1).replaceAll('+', '%2B')),
      region: credentials.region,
      payloadHash,
    })
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const refused = s3ErrorOf(error)
    const body = request.method === 'HEAD' ? '' : xmlError(refused.code, refused.message, requestId)
    say(exchange, refused.status, 'application/xml', body)
  }
}

function s3ErrorOf(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  if (error instanceof BodyTooLargeError) return new S3Error('EntityTooLarge', 'The request is too long.')
  if (error instanceof BodyMalformedError) return new S3Error('IncompleteBody', error.message)
  report(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new S3Error(
    'InternalError',
    full ? 'The disk of the local service is full.' : 'The local service failed. See its log.',
  )
}

/** The bucket of an address such as `http://bucket.localhost:PORT/key`. */
function hostBucket(request: IncomingMessage): string[] {
  const bucket = /^(.+)\.localhost:\d+$/.exec(request.headers.host?.toLowerCase() ?? '')?.[1]
  return bucket === undefined ? [] : [bucket]
}

function decodePath(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidArgument', 'The address is not valid UTF-8.')
  }
}

const objectFaults: Readonly<Record<SignatureFault, readonly [S3ErrorCode, string]>> = {
  missing: ['AccessDenied', 'Access Denied'],
  malformed: ['AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.'],
  'unknown-key': ['InvalidAccessKeyId', 'The AWS access key Id you provided does not exist in our records.'],
  'wrong-region': ['AuthorizationHeaderMalformed', 'The region of the authorization header is wrong.'],
  skewed: [
    'RequestTimeTooSkewed',
    'The difference between the request time and the current time is too large.',
  ],
  expired: ['AccessDenied', 'Request has expired'],
  mismatch: [
    'SignatureDoesNotMatch',
    'The request signature we calculated does not match the one you provided.',
  ],
}
