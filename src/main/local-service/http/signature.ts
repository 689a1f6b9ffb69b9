import { createHmac, createSecretKey, hash, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { headerText } from './header-text.ts'
import { decode, queryPairs } from './query-pairs.ts'
import type { QueryPairs } from './query-pairs.ts'
import type { Credentials, SignatureFault, SignedRequest } from './signed-request.ts'
import { checkOldSignature, isOldSignature } from './old-signature.ts'

/** A request that can be verified, or the reason for rejecting it. */
export type SignatureCheck =
  | { readonly ok: true; readonly signed: SignedRequest }
  | {
      readonly ok: false
      readonly fault: SignatureFault
      /** The region that the request was signed for, if it is the wrong one. */
      readonly region?: string
      readonly presigned: boolean
    }

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
 * Parses an AWS Signature Version 4, in the Authorization header or in the query (presigned), and checks
 * everything that does not depend on the payload: format, key, region, service and time. Does not read the
 * body.
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
  const presigned = request.headers.authorization === undefined
  if (service === 's3' && isOldSignature(request, query)) {
    const checked = checkOldSignature(request, path, query, credentials, nowMs)
    return typeof checked === 'string'
      ? { ok: false, fault: checked, presigned }
      : { ok: true, signed: checked }
  }
  const claim = presigned ? claimOfQuery(query) : claimOfHeader(request)
  if (typeof claim === 'string') return { ok: false, fault: claim, presigned }
  const fault = faultOf(claim, query, credentials, service, nowMs)
  if (fault !== null) return { ok: false, fault, region: claim.region, presigned }
  const payloadHash = payloadHashOf(request, query, claim)
  const matches = (bodyHash: string): boolean => {
    const canonical = [
      request.method ?? 'GET',
      canonicalPath(path),
      canonicalQuery(query),
      ...claim.signedHeaders.map((name) => `${name}:${signedValue(request, query, name)}`),
      '',
      claim.signedHeaders.join(';'),
      bodyHash,
    ].join('\n')
    const toSign = ['AWS4-HMAC-SHA256', claim.time, claim.scope, sha256(canonical)].join('\n')
    const expected = createHmac('sha256', signingKey(claim, credentials)).update(toSign).digest()
    const given = Buffer.from(claim.signature, 'hex')
    return given.length === expected.length && timingSafeEqual(given, expected)
  }
  return { ok: true, signed: { payloadHash, matches } }
}

function payloadHashOf(request: IncomingMessage, query: QueryPairs, claim: Claim): string | null {
  const header = request.headers['x-amz-content-sha256']
  const sent = typeof header === 'string' ? header : null
  if (!claim.presigned) return sent
  // A presigned URL covers the hash only if it lists the header.
  if (sent !== null && claim.signedHeaders.includes('x-amz-content-sha256')) return sent
  return query.find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1] ?? 'UNSIGNED-PAYLOAD'
}

/** Returns the value of a signed header. aws-sdk 2 moves headers into presigned URLs, but signs both. */
function signedValue(request: IncomingMessage, query: QueryPairs, name: string): string {
  const inQuery = request.headers[name] === undefined && request.headers.authorization === undefined
  const parameter = inQuery ? query.find(([one]) => one.toLowerCase() === name)?.[1] : undefined
  return (parameter ?? headerText(request, name)).trim().replace(/ +/g, ' ')
}

/** Returns a payload's SHA-256 in the format that signatures use. */
export function sha256(data: string | Buffer): string {
  return hash('sha256', data, 'hex')
}

function faultOf(
  claim: Claim,
  query: QueryPairs,
  credentials: Credentials,
  service: string,
  nowMs: number,
): SignatureFault | null {
  if (claim.accessKeyId !== credentials.accessKeyId) return 'unknown-key'
  if (claim.region !== credentials.region) return 'wrong-region'
  if (claim.service !== service) return 'wrong-service'
  // A repeated name would make the signed text much longer than the request.
  const isSound = new Set(claim.signedHeaders).size === claim.signedHeaders.length
  if (!isSound || !claim.signedHeaders.includes('host')) return 'malformed'
  const signedAt = Date.parse(
    claim.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Number.isNaN(signedAt) || !claim.time.startsWith(claim.day)) return 'malformed'
  if (!claim.presigned) return Math.abs(nowMs - signedAt) > maxSkewMs ? 'skewed' : null
  const lifeMs = Number(query.find(([name]) => name === 'X-Amz-Expires')?.[1] ?? 'NaN') * 1000
  if (!(lifeMs > 0 && lifeMs <= 604_800_000)) return 'malformed'
  return nowMs > signedAt + lifeMs || signedAt > nowMs + maxSkewMs ? 'expired' : null
}

/** Keyed by scope. There are few, because the region and the service are fixed, and the day is recent. */
const signingKeys = new WeakMap<Credentials, Map<string, KeyObject>>()

function signingKey({ scope }: Claim, credentials: Credentials): KeyObject {
  const known = signingKeys.get(credentials) ?? new Map<string, KeyObject>()
  signingKeys.set(credentials, known)
  const key = known.get(scope) ?? deriveKey(scope, credentials)
  known.set(scope, key)
  return key
}

/** Returns a key object, because an HMAC with bytes as its key takes five times as long. */
function deriveKey(scope: string, { secretAccessKey }: Credentials): KeyObject {
  const key = scope
    .split('/')
    .reduce<Buffer>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      Buffer.from(`AWS4${secretAccessKey}`),
    )
  return createSecretKey(key)
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

function claimOfQuery(query: QueryPairs): Claim | SignatureFault {
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

function canonicalQuery(query: QueryPairs): string {
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
