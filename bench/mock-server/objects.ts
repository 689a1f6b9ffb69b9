import type { MockResponse, MockRequest } from './http-message.ts'
import { patternCrc32, patternSlices } from './pattern.ts'

interface StoredObject {
  readonly size: number
  readonly etag: string
  readonly headers: Readonly<Record<string, string>>
  /** The CRC-32 of the whole object in base64, or `null` if unknown. */
  readonly crc32: string | null
}

interface OpenUpload {
  readonly headers: Readonly<Record<string, string>>
  readonly parts: Map<number, { readonly size: number; readonly crc32: string | null }>
}

const xml = { 'Content-Type': 'application/xml' }
const modified = { 'Last-Modified': 'Tue, 24 Nov 2026 12:00:00 GMT', 'Accept-Ranges': 'bytes' }

/**
 * The S3 half of the mock server. It keeps only the size and the headers of an uploaded object, so only
 * seeded objects have the right checksum when they are downloaded. ETags are not MD5 hashes, because
 * computing hashes would cost more than everything else.
 */
export class MockObjects {
  readonly #objects = new Map<string, StoredObject>()
  readonly #uploads = new Map<string, OpenUpload>()
  #count = 0

  /** Creates an object with `size` bytes of the pattern and a known checksum. */
  seed(path: string, size: number): void {
    this.#objects.set(path, { size, etag: this.#newEtag(), headers: {}, crc32: patternCrc32(size) })
  }

  clear(): void {
    this.#objects.clear()
    this.#uploads.clear()
  }

  handle(request: MockRequest): MockResponse {
    const { method, path, query, headers } = request
    const uploadId = query.get('uploadId')
    switch (method) {
      case 'PUT':
        if (uploadId !== null) return this.#putPart(uploadId, request)
        return path.indexOf('/', 1) < 0 ? plain(200) : this.#put(request)
      case 'POST':
        if (query.has('uploads')) return this.#beginUpload(path, headers)
        return uploadId === null ? plain(204) : this.#completeUpload(path, uploadId, headers)
      case 'GET':
        if (uploadId !== null) return this.#listParts(uploadId)
        return query.has('list-type') ? emptyList() : this.#get(path, headers)
      case 'HEAD':
        return path.indexOf('/', 1) < 0 ? plain(200) : this.#head(path, headers)
      default:
        if (uploadId === null) this.#objects.delete(path)
        else this.#uploads.delete(uploadId)
        return plain(204)
    }
  }

  #put({ path, headers, size }: MockRequest): MockResponse {
    if (!headers.has('content-length')) return plain(411)
    const etag = this.#newEtag()
    const crc32 = headers.get('x-amz-checksum-crc32') ?? null
    this.#objects.set(path, { size, etag, headers: keptHeaders(headers), crc32 })
    return { status: 200, headers: { ETag: etag, ...echoedChecksum(headers) }, body: '' }
  }

  #get(path: string, headers: ReadonlyMap<string, string>): MockResponse {
    const found = this.#objects.get(path)
    if (found === undefined) return missing('NoSuchKey')
    const expected = headers.get('if-match')
    if (expected !== undefined && expected !== found.etag)
      return { ...missing('PreconditionFailed'), status: 412 }
    const range = /^bytes=(\d+)-(\d*)$/.exec(headers.get('range') ?? '')
    const common = { ETag: found.etag, ...modified, ...found.headers }
    if (range === null) {
      const whole = { ...common, ...checksumOf(found, headers) }
      return { status: 200, headers: whole, body: patternSlices(0, found.size) }
    }
    const start = Number(range[1])
    const end = range[2] ? Math.min(Number(range[2]) + 1, found.size) : found.size
    return {
      status: 206,
      headers: { ...common, 'Content-Range': `bytes ${start}-${end - 1}/${found.size}` },
      body: patternSlices(start, end),
    }
  }

  #head(path: string, requested: ReadonlyMap<string, string>): MockResponse {
    const found = this.#objects.get(path)
    if (found === undefined) return { ...missing('NotFound'), body: '' }
    const headers = { ETag: found.etag, ...modified, ...found.headers, ...checksumOf(found, requested) }
    return { status: 200, headers, body: '', length: found.size }
  }

  #beginUpload(path: string, headers: ReadonlyMap<string, string>): MockResponse {
    this.#count += 1
    const id = `upload-${this.#count}`
    this.#uploads.set(id, { headers: keptHeaders(headers), parts: new Map() })
    const [, bucket = '', ...key] = path.split('/')
    const body = `<InitiateMultipartUploadResult><Bucket>${bucket}</Bucket><Key>${key.join('/')}</Key><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`
    return { status: 200, headers: xml, body }
  }

  #putPart(uploadId: string, { query, headers, size }: MockRequest): MockResponse {
    const upload = this.#uploads.get(uploadId)
    if (upload === undefined) return missing('NoSuchUpload')
    const number = Number(query.get('partNumber'))
    upload.parts.set(number, { size, crc32: headers.get('x-amz-checksum-crc32') ?? null })
    return { status: 200, headers: { ETag: `"part-${number}"`, ...echoedChecksum(headers) }, body: '' }
  }

  #listParts(uploadId: string): MockResponse {
    const upload = this.#uploads.get(uploadId)
    if (upload === undefined) return missing('NoSuchUpload')
    const parts = [...upload.parts].map(
      ([number, { size, crc32 }]) =>
        `<Part><PartNumber>${number}</PartNumber><ETag>"part-${number}"</ETag><Size>${size}</Size>${crc32 === null ? '' : `<ChecksumCRC32>${crc32}</ChecksumCRC32>`}</Part>`,
    )
    const body = `<ListPartsResult><IsTruncated>false</IsTruncated>${parts.join('')}</ListPartsResult>`
    return { status: 200, headers: xml, body }
  }

  #completeUpload(path: string, uploadId: string, headers: ReadonlyMap<string, string>): MockResponse {
    const upload = this.#uploads.get(uploadId)
    if (upload === undefined) return missing('NoSuchUpload')
    this.#uploads.delete(uploadId)
    const size = [...upload.parts.values()].reduce((sum, part) => sum + part.size, 0)
    const etag = this.#newEtag()
    const crc32 = headers.get('x-amz-checksum-crc32')
    this.#objects.set(path, { size, etag, headers: upload.headers, crc32: crc32 ?? null })
    const checksum =
      crc32 === undefined
        ? ''
        : `<ChecksumCRC32>${crc32}</ChecksumCRC32><ChecksumType>FULL_OBJECT</ChecksumType>`
    const body = `<CompleteMultipartUploadResult><ETag>${etag}</ETag>${checksum}</CompleteMultipartUploadResult>`
    return { status: 200, headers: xml, body }
  }

  #newEtag(): string {
    this.#count += 1
    return `"${this.#count.toString(16).padStart(32, '0')}-1"`
  }
}

function keptHeaders(headers: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of headers) {
    if (name.startsWith('x-amz-meta-') || name === 'content-type') kept[name] = value
  }
  return kept
}

function echoedChecksum(headers: ReadonlyMap<string, string>): Record<string, string> {
  const crc32 = headers.get('x-amz-checksum-crc32')
  return crc32 === undefined ? {} : { 'x-amz-checksum-crc32': crc32 }
}

/**
 * Returns the checksum headers of a whole object. S3 returns them on request, and not with a range.
 */
function checksumOf({ crc32 }: StoredObject, headers: ReadonlyMap<string, string>): Record<string, string> {
  if (crc32 === null || headers.get('x-amz-checksum-mode') !== 'ENABLED') return {}
  return { 'x-amz-checksum-crc32': crc32, 'x-amz-checksum-type': 'FULL_OBJECT' }
}

function plain(status: number): MockResponse {
  return { status, headers: {}, body: '' }
}

function missing(code: string): MockResponse {
  return { status: 404, headers: xml, body: `<Error><Code>${code}</Code><Message>${code}</Message></Error>` }
}

function emptyList(): MockResponse {
  const body =
    '<ListBucketResult><IsTruncated>false</IsTruncated><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys></ListBucketResult>'
  return { status: 200, headers: xml, body }
}
