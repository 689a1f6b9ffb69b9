import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The keys and the region that a request must be signed with. */
export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Why a request is refused. S3 and SQS have codes of their own for each. */
export type SignatureFault =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'wrong-region'
  | 'skewed'
  | 'expired'
  | 'mismatch'

/**
 * A signature whose fields are valid. Only the signature itself remains to be compared, which covers the hash of the
 * payload.
 */
export type SignedRequest = {
  /** The hash in the client's header, `UNSIGNED-PAYLOAD` for a presigned address; `null` if there is none. */
  readonly payloadHash: string | null
  /** Whether the signature is right for a payload with this hash. */
  matches(payloadHash: string): boolean
}

/** A request that can be verified, or why it is refused. */
export type SignatureCheck =
  | { readonly ok: true; readonly signed: SignedRequest }
  | { readonly ok: false; readonly fault: SignatureFault }

type Claim = {
  readonly accessKeyId: string
  readonly scope: string
  readonly region: string
  readonly service: string
  readonly day: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly time: string
  readonly presigned: boolean
}

const maxSkewMs = 15 * 60_000

/**
 * Reads an AWS Signature Version 4, in the Authorization header or in the query (presigned), and checks everything that
 * does not depend on the payload: format, key, region, service and time. Does not read the body.
 */
export function checkSignature(
  request: IncomingMessage,
  credentials: Credentials,
  service: string,
  nowMs = Date.now(),
): SignatureCheck {
  const url = request.url ?? '/'
  const mark = url.indexOf('?')
  const path = mark < 0 ? url : url.slice(0, mark)
  const query = queryPairs(mark < 0 ? '' : url.slice(mark + 1))
  const claim = request.headers.authorization === undefined ? claimOfQuery(query) : claimOfHeader(request)
  if (typeof claim === 'string') return { ok: false, fault: claim }
  const fault = faultOf(claim, query, credentials, service, nowMs)
  if (fault !== null) return { ok: false, fault }
  const sentHash = request.headers['x-amz-content-sha256']
  const payloadHash = claim.presigned ? 'UNSIGNED-PAYLOAD' : typeof sentHash === 'string' ? sentHash : null
  const matches = (hash: string): boolean => {
    const canonical = [
      request.method ?? 'GET',
      canonicalPath(path),
      canonicalQuery(query),
      ...claim.signedHeaders.map((name) => `${name}:${headerValue(request, name)}`),
      '',
      claim.signedHeaders.join(';'),
      hash,
    ].join('\n')
    const toSign = ['AWS4-HMAC-SHA256', claim.time, claim.scope, sha256(canonical)].join('\n')
    const expected = createHmac('sha256', signingKey(claim, credentials)).update(toSign).digest()
    const given = Buffer.from(claim.signature, 'hex')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  return { ok: true, signed: { payloadHash, matches } }
}

/** The SHA-256 of a payload in hex, as in a signature. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}

function faultOf(
  claim: Claim,
  query: readonly (readonly [string, string])[],
  credentials: Credentials,
  service: string,
  nowMs: number,
): SignatureFault | null {
  if (claim.accessKeyId !== credentials.accessKeyId) return 'unknown-key'
  if (claim.region !== credentials.region) return 'wrong-region'
  if (claim.service !== service || !claim.signedHeaders.includes('host')) return 'malformed'
  const signedAt = Date.parse(
    claim.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(signedAt) || !claim.time.startsWith(claim.day)) return 'malformed'
  if (!claim.presigned) return Math.abs(nowMs - signedAt) > maxSkewMs ? 'skewed' : null
  const lifeMs = Number(query.find(([name]) => name === 'X-Amz-Expires')?.[1] ?? 'NaN') * 1000
  if (!(lifeMs > 0 && lifeMs <= 604_800_000)) return 'malformed'
  return nowMs > signedAt + lifeMs || signedAt > nowMs + maxSkewMs ? 'expired' : null
}

function signingKey(claim: Claim, credentials: Credentials): Buffer {
  return [claim.day, claim.region, claim.service, 'aws4_request'].reduce<Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    Buffer.from(`AWS4${credentials.secretAccessKey}`),
  )
}

/** Percent-encodes as RFC 3986 and AWS require: everything but letters, digits and `-._~`. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

function claimOfHeader(request: IncomingMessage): Claim | SignatureFault {
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(request.headers.authorization ?? '')
  if (match === null) return 'malformed'
  const fields = new Map(
    (match[1] ?? '').split(',').map((field) => {
      const at = field.indexOf('=')
      return [field.slice(0, at).trim(), field.slice(at + 1).trim()] as const
    }),
  )
  const time = request.headers['x-amz-date']
  return claimOf(
    fields.get('Credential'),
    fields.get('SignedHeaders'),
    fields.get('Signature'),
    typeof time === 'string' ? time : undefined,
    false,
  )
}

function claimOfQuery(query: readonly (readonly [string, string])[]): Claim | SignatureFault {
  const fields = new Map(query)
  if (fields.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'missing'
  return claimOf(
    fields.get('X-Amz-Credential'),
    fields.get('X-Amz-SignedHeaders'),
    fields.get('X-Amz-Signature'),
    fields.get('X-Amz-Date'),
    true,
  )
}

function claimOf(
  credential: string | undefined,
  signedHeaders: string | undefined,
  signature: string | undefined,
  time: string | undefined,
  presigned: boolean,
): Claim | SignatureFault {
  const [accessKeyId, day, region, service, end, ...more] = (credential ?? '').split('/')
  if (!accessKeyId || !day || !region || !service || end !== 'aws4_request' || more.length > 0)
    return 'malformed'
  if (!signedHeaders || !signature || !time) return 'malformed'
  return {
    accessKeyId,
    scope: [day, region, service, end].join('/'),
    region,
    service,
    day,
    signedHeaders: signedHeaders.split(';'),
    signature,
    time,
    presigned,
  }
}

function queryPairs(query: string): (readonly [string, string])[] {
  if (query === '') return []
  return query.split('&').map((pair) => {
    const at = pair.indexOf('=')
    return at < 0
      ? ([decode(pair), ''] as const)
      : ([decode(pair.slice(0, at)), decode(pair.slice(at + 1))] as const)
  })
}

function canonicalQuery(query: readonly (readonly [string, string])[]): string {
  return query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .toSorted()
    .join('&')
}

function canonicalPath(path: string): string {
  return path
    .split('/')
    .map((segment) => encodeStrictly(decode(segment)))
    .join('/')
}

function headerValue(request: IncomingMessage, name: string): string {
  const value = request.headers[name]
  const text = Array.isArray(value) ? value.join(',') : (value ?? '')
  return text.trim().replace(/ +/g, ' ')
}

/** Decodes %XX; text that is not valid UTF-8 stays as it is and then fails to verify. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
