import type { IncomingHttpHeaders } from 'node:http'
import type { Digests } from './blob-folder.ts'
import type { ObjectRecord } from './object-index.ts'
import { S3Error } from './s3-error.ts'

const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]
const maxMetadataBytes = 2048

/** The headers of a write that every later read repeats. Throws MetadataTooLarge as S3 does. */
export function keptHeaders(request: IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {}
  let metadataBytes = 0
  for (const [name, value] of Object.entries(request)) {
    if (typeof value !== 'string') continue
    if (name.startsWith('x-amz-meta-')) {
      metadataBytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value, 'latin1')
      result[name] = value
    } else if (kept.includes(name)) {
      result[name] = value
    }
  }
  if (metadataBytes > maxMetadataBytes) {
    throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size.')
  }
  // The transfer encoding of this one request, not of the object.
  const encoding = (result['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',')
  delete result['content-encoding']
  if (encoding !== '') result['content-encoding'] = encoding
  result['content-type'] ??= 'binary/octet-stream'
  return result
}

/**
 * Compares what the sender said about its bytes with what arrived; throws where they differ.
 * Returns the checksum headers to keep. CRC32C and CRC64NVME are taken unchecked and not kept.
 */
export function checkedDigests(
  payloadHash: string,
  request: IncomingHttpHeaders,
  trailers: ReadonlyMap<string, string>,
  digests: Digests,
): Record<string, string> {
  if (/^[0-9a-f]{64}$/i.test(payloadHash) && payloadHash.toLowerCase() !== digests.sha256) {
    throw new S3Error(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    )
  }
  const md5 = request['content-md5']
  if (typeof md5 === 'string' && Buffer.from(md5, 'base64').toString('hex') !== digests.md5) {
    throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what we received.')
  }
  const computed: Record<string, string | null> = {
    'x-amz-checksum-crc32': digests.crc32,
    'x-amz-checksum-sha256': base64(digests.sha256),
    'x-amz-checksum-sha1': base64(digests.sha1),
  }
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(computed)) {
    const claimed = trailers.get(name) ?? request[name]
    if (typeof claimed !== 'string') continue
    if (claimed !== value)
      throw new S3Error('BadDigest', `The ${name} you specified did not match what we received.`)
    result[name] = value
  }
  return result
}

/** Which digests {@link checkedDigests} will need. */
export function digestWish(
  payloadHash: string,
  request: IncomingHttpHeaders,
): { sha256: boolean; sha1: boolean } {
  const trailer = request['x-amz-trailer'] ?? ''
  const wants = (name: string): boolean => request[name] !== undefined || trailer.includes(name)
  return {
    sha256: /^[0-9a-f]{64}$/i.test(payloadHash) || wants('x-amz-checksum-sha256'),
    sha1: wants('x-amz-checksum-sha1'),
  }
}

/** The first and last byte that a Range header asks for; null where it asks for everything. */
export function byteRange(header: string | undefined, size: number): { start: number; end: number } | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return null
  const range =
    match[1] === ''
      ? { start: Math.max(size - Number(match[2]), 0), end: size - 1 }
      : { start: Number(match[1]), end: Math.min(match[2] === '' ? size - 1 : Number(match[2]), size - 1) }
  if (match[1] === '' && Number(match[2]) === 0) range.start = size
  if (range.start >= size || (match[2] !== '' && match[1] !== '' && Number(match[2]) < Number(match[1]))) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable.')
  }
  return range
}

/** The headers of an answer that shows `record`; checksums only with the whole object. */
export function objectHeaders(
  record: ObjectRecord,
  query: URLSearchParams,
  whole: boolean,
): Record<string, string> {
  const result: Record<string, string> = {
    'accept-ranges': 'bytes',
    etag: `"${record.etag}"`,
    'last-modified': new Date(record.modifiedMs).toUTCString(),
  }
  for (const [name, value] of Object.entries(record.headers)) {
    if (whole || !name.startsWith('x-amz-checksum-')) result[name] = value
  }
  for (const name of kept) {
    const override = query.get(`response-${name}`)
    if (override !== null && !/[\r\n]/.test(override)) result[name] = override
  }
  return result
}

/** Whether an If-Match or If-None-Match header names this ETag (null: there is no such object). */
export function matchesEtag(header: string, etag: string | null): boolean {
  if (etag === null) return false
  return header.split(',').some((part) => {
    const wanted = part.trim().replace(/^W\//, '').replaceAll('"', '')
    return wanted === '*' || wanted === etag
  })
}

function base64(hex: string | null): string | null {
  return hex === null ? null : Buffer.from(hex, 'hex').toString('base64')
}
