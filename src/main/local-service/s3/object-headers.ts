import type { IncomingHttpHeaders } from 'node:http'
import { S3Error } from './s3-error.ts'

const overridable = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
]
const maxMetadataBytes = 2048
/** The characters allowed in a header. */
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/

const kept = [...overridable, 'x-amz-storage-class', 'x-amz-website-redirect-location']

/** Returns the request headers to store with the object. */
export function keptHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' || !(kept.includes(name) || name.startsWith('x-amz-meta-'))) continue
    result[name] = value
  }
  // The transfer encoding of a streamed body is not an encoding of the object.
  const encodings = result['content-encoding']?.split(',').filter((name) => name.trim() !== 'aws-chunked')
  if (encodings?.length === 0) delete result['content-encoding']
  else if (encodings !== undefined) result['content-encoding'] = encodings.join(',')
  return result
}

/** Throws MetadataTooLarge like S3. */
export function checkMetadataSize(headers: IncomingHttpHeaders): void {
  let bytes = 0
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('x-amz-meta-') || typeof value !== 'string') continue
    bytes += name.length - 'x-amz-meta-'.length + Buffer.byteLength(value, 'latin1')
  }
  if (bytes <= maxMetadataBytes) return
  throw new S3Error('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size.')
}

/** Returns the first and last byte of a Range header, or `null` for the whole object. */
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

/** The header with the CRC-32 of a whole object, in base64. It is stored with the metadata. */
export const crc32Header = 'x-amz-checksum-crc32'

/** Returns the response headers for an object or a part of it, with its checksum if `withChecksum`. */
export function objectHeaders(
  object: {
    readonly etag: string
    readonly modifiedMs: number
    readonly headers: Readonly<Record<string, string>>
  },
  query: URLSearchParams,
  withChecksum: boolean,
): Record<string, string> {
  const { [crc32Header]: crc32, ...headers } = object.headers
  const result: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    'accept-ranges': 'bytes',
    etag: `"${object.etag}"`,
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    ...headers,
    ...(withChecksum &&
      crc32 !== undefined && { [crc32Header]: crc32, 'x-amz-checksum-type': 'FULL_OBJECT' }),
  }
  for (const name of overridable) {
    const override = query.get(`response-${name}`)
    if (override === null) continue
    if (!headerValue.test(override)) {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.')
    }
    result[name] = override
  }
  return result
}

/** True if an If-Match or If-None-Match header lists this ETag. `null` means that there is no object. */
export function matchesEtag(header: string, etag: string | null): boolean {
  if (etag === null) return false
  return header.split(',').some((part) => {
    const wanted = part.trim().replace(/^W\//, '').replaceAll('"', '')
    return wanted === '*' || wanted === etag
  })
}
