import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { headerText } from './header-text.ts'
import type { QueryPairs } from './query-pairs.ts'
import type { Credentials, SignatureFault, SignedRequest } from './signed-request.ts'

/** The parameters that the signature covers. It also covers `response-…` parameters. */
const signedParameters = new Set(
  (
    'accelerate acl analytics cors delete encryption inventory lifecycle location logging metrics notification ' +
    'partNumber policy publicAccessBlock replication requestPayment restore tagging torrent uploadId uploads ' +
    'versionId versioning versions website'
  ).split(' '),
)
const maxSkewMs = 15 * 60_000

/**
 * True if a request to S3 is signed with Signature Version 2. `aws s3 presign` and boto3 use it for presigned
 * URLs by default. aws-sdk 2, which remotejob uses, signs everything with it in `us-west-1`.
 */
export function isOldSignature(request: IncomingMessage, query: QueryPairs): boolean {
  const { authorization } = request.headers
  return authorization === undefined
    ? valueOf(query, 'AWSAccessKeyId') !== undefined
    : authorization.startsWith('AWS ')
}

/** Checks the whole signature. It covers neither the payload nor the region, so the body does not matter. */
export function checkOldSignature(
  request: IncomingMessage,
  path: string,
  query: QueryPairs,
  credentials: Credentials,
  nowMs: number,
): SignedRequest | SignatureFault {
  const { headers } = request
  const presigned = headers.authorization === undefined
  const [accessKeyId, signature] = presigned
    ? [valueOf(query, 'AWSAccessKeyId'), valueOf(query, 'Signature')]
    : (headers.authorization ?? '').slice('AWS '.length).split(':')
  if (!accessKeyId || !signature) return 'malformed'
  if (accessKeyId !== credentials.accessKeyId) return 'unknown-key'
  const amzDate = headers['x-amz-date']
  const time = presigned ? valueOf(query, 'Expires') : typeof amzDate === 'string' ? amzDate : headers.date
  const timeFault = presigned ? faultOfExpiry(time, nowMs) : faultOfDate(time, nowMs)
  if (timeFault !== null) return timeFault
  const toSign = [
    request.method ?? 'GET',
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    // If there is an x-amz-date header, it is signed with the other x-amz headers.
    !presigned && amzDate !== undefined ? '' : (time ?? ''),
    ...amzHeaders(request, query),
    resource(request, path, query),
  ].join('\n')
  const expected = createHmac('sha1', credentials.secretAccessKey).update(toSign).digest()
  const given = Buffer.from(signature, 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'mismatch'
  const hash = headers['x-amz-content-sha256']
  return { payloadHash: typeof hash === 'string' ? hash : 'UNSIGNED-PAYLOAD', matches: () => true }
}

function faultOfExpiry(time: string | undefined, nowMs: number): SignatureFault | null {
  if (!/^\d{1,12}$/.test(time ?? '')) return 'malformed'
  return nowMs > Number(time) * 1000 ? 'expired' : null
}

function faultOfDate(time: string | undefined, nowMs: number): SignatureFault | null {
  const signedAt = Date.parse(time ?? '')
  if (Number.isNaN(signedAt)) return 'malformed'
  return Math.abs(nowMs - signedAt) > maxSkewMs ? 'skewed' : null
}

/** Returns the x-amz headers, including those in the URL, because aws-sdk 2 moves them there. */
function amzHeaders(request: IncomingMessage, query: QueryPairs): string[] {
  const all = new Map(query.filter(([name]) => name.startsWith('x-amz-')))
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith('x-amz-')) all.set(name, headerText(request, name))
  }
  return [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value.trim()}`)
}

/** Returns the path as it was sent, with the bucket from the host, and the signed parameters. */
function resource({ headers }: IncomingMessage, path: string, query: QueryPairs): string {
  const bucket = /^(.+)\.localhost:\d+$/.exec(headers.host?.toLowerCase() ?? '')?.[1]
  const parameters = query
    .filter(([name]) => signedParameters.has(name) || name.startsWith('response-'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  const base = `${bucket === undefined ? '' : `/${bucket}`}${path}`
  return parameters.length === 0 ? base : `${base}?${parameters.join('&')}`
}

function valueOf(query: QueryPairs, name: string): string | undefined {
  return query.find(([one]) => one === name)?.[1]
}
