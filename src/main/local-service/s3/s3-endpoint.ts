import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { report } from '../detached.ts'
import { acceptBody, respond } from '../http/exchange.ts'
import type { Exchange } from '../http/exchange.ts'
import {
  TooManyBodiesError,
  BodyTimeoutError,
  MalformedBodyError,
  BodyTooLargeError,
} from '../http/request-body.ts'
import { checkSignature } from '../http/signature.ts'
import type { Credentials, SignatureFault } from '../http/signed-request.ts'
import type { ObjectServer } from './object-server.ts'
import { S3Error } from './s3-error.ts'
import type { S3ErrorCode } from './s3-error.ts'
import { xmlError } from './s3-xml.ts'

/**
 * The parameters of a URL presigned with Signature Version 2, and the headers that aws-sdk 2 repeats in it.
 */
const oldParameters = /^(?:AWSAccessKeyId|Signature|Expires|Content-\w+|Cache-Control|User-Agent)$/

/** Verifies a request to S3 and handles it. `objects` is `null` while the store is being opened. */
export async function serveObjects(
  objects: ObjectServer | null,
  credentials: Credentials,
  exchange: Exchange,
): Promise<void> {
  const { request, response, bodyLimits } = exchange
  response.setHeader('x-amz-request-id', randomUUID())
  try {
    const payloadHash = verifiedPayloadHash(exchange, credentials)
    if (objects === null) throw new S3Error('ServiceUnavailable', 'The local service is starting.')
    const url = request.url ?? '/'
    const mark = url.indexOf('?')
    const path = [...hostBucket(request), mark < 0 ? url.slice(1) : url.slice(1, mark)].join('/')
    const slash = path.indexOf('/')
    const bucket = decodePath(slash < 0 ? path : path.slice(0, slash))
    const key = decodePath(slash < 0 ? '' : path.slice(slash + 1))
    // Only forms encode a space as a plus. S3 clients send %20, and their plus is a plus.
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1).replaceAll('+', '%2B'))
    if (request.headers.authorization === undefined) takePresignedHeaders(request, query)
    acceptBody(exchange)
    const { region } = credentials
    await objects.handle({ request, response, bucket, key, query, region, payloadHash, bodyLimits })
  } catch (error) {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    rejectAsS3(exchange, s3ErrorOf(error))
  }
}

/** Rejects a request in S3's error format. */
export function rejectAsS3(exchange: Exchange, refused: S3Error): void {
  const { request, response } = exchange
  const requestId = String(response.getHeader('x-amz-request-id') ?? randomUUID())
  const { Region } = refused.details
  if (Region !== undefined) response.setHeader('x-amz-bucket-region', Region)
  respond(
    exchange,
    refused.status,
    'application/xml',
    request.method === 'HEAD' ? '' : xmlError(refused, requestId),
  )
}

/** Returns the payload hash that a request was signed with. Throws if its signature is wrong. */
function verifiedPayloadHash({ request }: Exchange, credentials: Credentials): string {
  const check = checkSignature(request, credentials, 's3')
  if (!check.ok) {
    if (check.fault === 'wrong-region') throw wrongRegion(check, credentials.region)
    throw new S3Error(...objectFaults[check.fault])
  }
  const { payloadHash, matches } = check.signed
  if (payloadHash === null || payloadHash === '') throw new S3Error(...objectFaults.malformed)
  if (!matches(payloadHash)) throw new S3Error(...objectFaults.mismatch)
  return payloadHash
}

/** The same error as S3's, with the correct region, which SDKs and rclone read in order to retry. */
function wrongRegion({ region, presigned }: { region?: string; presigned: boolean }, right: string): S3Error {
  const wrong = `the region '${region ?? ''}' is wrong; expecting '${right}'`
  return presigned
    ? new S3Error(
        'AuthorizationQueryParametersError',
        `Error parsing the X-Amz-Credential parameter; ${wrong}`,
        {
          Region: right,
        },
      )
    : new S3Error('AuthorizationHeaderMalformed', `The authorization header is malformed; ${wrong}`, {
        Region: right,
      })
}

/**
 * A presigned URL can contain values that are normally headers, such as metadata. The other parameters
 * describe the request.
 */
function takePresignedHeaders({ headers }: IncomingMessage, query: URLSearchParams): void {
  const parameters = Array.from(query)
  for (const [name, value] of parameters) {
    const header = name.toLowerCase()
    // Node stores headers as Latin-1.
    if (header.startsWith('x-amz-')) headers[header] ??= Buffer.from(value).toString('latin1')
    if (header.startsWith('x-amz-') || oldParameters.test(name)) query.delete(name)
  }
}

function s3ErrorOf(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  if (error instanceof BodyTimeoutError)
    return new S3Error('RequestTimeout', 'The body took too long to arrive.')
  if (error instanceof TooManyBodiesError)
    return new S3Error('ServiceUnavailable', 'Please reduce your request rate.')
  if (error instanceof BodyTooLargeError) return new S3Error('EntityTooLarge', 'The request is too long.')
  if (error instanceof MalformedBodyError) return new S3Error('IncompleteBody', error.message)
  report(error)
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const full = code === 'ENOSPC' || code === 'EDQUOT'
  return new S3Error(
    // Only uploads need free space.
    full ? 'InsufficientStorage' : 'InternalError',
    full ? 'The disk of the local service is full.' : 'The local service failed. See its log.',
  )
}

/** Returns the bucket of a host such as `bucket.localhost:PORT`. */
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

type OtherFault = Exclude<SignatureFault, 'wrong-region'>

const objectFaults: Readonly<Record<OtherFault, readonly [S3ErrorCode, string]>> = {
  missing: ['AccessDenied', 'Access Denied'],
  malformed: ['AuthorizationHeaderMalformed', 'The authorization header that you provided is not valid.'],
  'unknown-key': ['InvalidAccessKeyId', 'The AWS access key Id you provided does not exist in our records.'],
  'wrong-service': ['AuthorizationHeaderMalformed', "The service of the authorization header is not 's3'."],
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
