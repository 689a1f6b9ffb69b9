import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BlobFolder } from './blob-folder.ts'
import type { Digests } from './blob-folder.ts'
import {
  byteRange,
  checkedDigests,
  digestWish,
  keptHeaders,
  matchesEtag,
  objectHeaders,
} from './object-headers.ts'
import { ObjectIndex } from './object-index.ts'
import type { ObjectRecord, UploadRecord } from './object-index.ts'
import { bucketsDocument, objectsDocument, partsDocument, uploadsDocument } from './object-listing.ts'
import { payloadOf, readBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

/** A verified request, its address taken apart. */
export type ObjectRequest = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Empty for the service itself. */
  readonly bucket: string
  /** Empty for the bucket itself. */
  readonly key: string
  readonly query: URLSearchParams
  readonly payloadHash: string
}

const maxDocumentBytes = 2 * 1024 * 1024
const accountId = '000000000000'

/** The part of S3 that jobs need, over files in one folder. Every write is whole and flushed before it is answered. */
export class ObjectService {
  readonly #index: ObjectIndex
  readonly #blobs: BlobFolder
  readonly #region: string

  private constructor(index: ObjectIndex, blobs: BlobFolder, region: string) {
    this.#index = index
    this.#blobs = blobs
    this.#region = region
  }

  /** Opens the folder for this process alone and sweeps what a killed predecessor left half written. */
  static async open(folder: string, region: string): Promise<ObjectService> {
    const index = await ObjectIndex.open(folder)
    const blobs = new BlobFolder(join(folder, 'blobs'))
    blobs.sweep(index.blobNames())
    return new ObjectService(index, blobs, region)
  }

  close(): void {
    this.#index.close()
  }

  /** Answers one request. Throws {@link S3Error} for a refusal. */
  async handle(at: ObjectRequest): Promise<void> {
    const foreign = at.request.headers['x-amz-expected-bucket-owner']
    if (foreign !== undefined && foreign !== accountId) throw new S3Error('AccessDenied', 'Access Denied')
    if (at.bucket === '') return this.#service(at)
    if (at.key === '') return this.#bucket(at)
    if (Buffer.byteLength(at.key) > 1024) throw new S3Error('KeyTooLongError', 'Your key is too long.')
    if (!this.#index.hasBucket(at.bucket)) throw noSuchBucket()
    if (at.query.has('uploadId') || at.query.has('uploads')) return this.#multipart(at)
    refuseSubresources(at)
    switch (at.request.method) {
      case 'PUT':
        return at.request.headers['x-amz-copy-source'] === undefined ? this.#put(at) : this.#copy(at)
      case 'GET':
      case 'HEAD':
        return this.#get(at)
      case 'DELETE':
        await this.#blobs.remove(this.#index.removeObject(at.bucket, at.key))
        return answer(at, 204)
      default:
        throw notImplemented()
    }
  }

  #service(at: ObjectRequest): void {
    if (at.request.method !== 'GET') throw notImplemented()
    answer(at, 200, bucketsDocument(this.#index))
  }

  async #bucket(at: ObjectRequest): Promise<void> {
    const { request, bucket, query } = at
    const exists = this.#index.hasBucket(bucket)
    if (request.method === 'PUT' && !hasSubresource(query)) {
      await readBody(payloadOf(request, at.payloadHash).data, maxDocumentBytes)
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
        throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.')
      }
      if (exists) {
        throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the bucket succeeded.')
      }
      this.#index.addBucket(bucket)
      return answer(at, 200, '', { location: `/${bucket}` })
    }
    if (!exists) throw noSuchBucket()
    if (request.method === 'GET' && query.has('location')) {
      return answer(
        at,
        200,
        xmlDocument('LocationConstraint', this.#region === 'us-east-1' ? '' : this.#region),
      )
    }
    if (request.method === 'GET' && query.has('uploads')) {
      return answer(at, 200, uploadsDocument(this.#index, bucket, query.get('prefix') ?? ''))
    }
    if (request.method === 'POST' && query.has('delete')) return this.#deleteMany(at)
    refuseSubresources(at)
    switch (request.method) {
      case 'HEAD':
        return answer(at, 200, '', { 'x-amz-bucket-region': this.#region })
      case 'GET':
        return answer(at, 200, objectsDocument(this.#index, bucket, query))
      case 'DELETE':
        if (!this.#index.removeBucket(bucket)) {
          throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
        }
        return answer(at, 204)
      default:
        throw notImplemented()
    }
  }

  async #put(at: ObjectRequest): Promise<void> {
    this.#checkConditions(at)
    const headers = keptHeaders(at.request.headers)
    const { blob, digests, checksums } = await this.#receive(at)
    const record: ObjectRecord = {
      key: at.key,
      size: blob.size,
      etag: digests.md5,
      modifiedMs: Date.now(),
      headers: { ...headers, ...checksums },
      blobs: [blob],
    }
    try {
      // Another writer may have come first while the bytes arrived.
      this.#checkConditions(at)
      if (!this.#index.hasBucket(at.bucket)) throw noSuchBucket()
      await this.#blobs.remove(this.#index.putObject(at.bucket, record))
    } catch (error) {
      await this.#blobs.remove([blob])
      throw error
    }
    answer(at, 200, '', { etag: `"${record.etag}"`, ...checksums })
  }

  async #copy(at: ObjectRequest): Promise<void> {
    const [, bucket = '', name = ''] =
      /^\/?([^/]+)\/(.+)$/.exec(String(at.request.headers['x-amz-copy-source']).split('?')[0] ?? '') ?? []
    const source = this.#index.object(bucket, decodeURIComponent(name))
    if (source === null) throw noSuchKey()
    const replace = at.request.headers['x-amz-metadata-directive'] === 'REPLACE'
    const record: ObjectRecord = {
      ...source,
      key: at.key,
      modifiedMs: Date.now(),
      headers: replace ? keptHeaders(at.request.headers) : source.headers,
      blobs: await this.#blobs.copy(source.blobs),
    }
    await this.#blobs.remove(this.#index.putObject(at.bucket, record))
    answer(
      at,
      200,
      xmlDocument('CopyObjectResult', {
        LastModified: new Date(record.modifiedMs).toISOString(),
        ETag: `"${record.etag}"`,
      }),
    )
  }

  async #get(at: ObjectRequest): Promise<void> {
    const { request, response } = at
    const record = this.#index.object(at.bucket, at.key)
    if (record === null) throw noSuchKey()
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
    if (match !== undefined && !matchesEtag(match, record.etag)) throw preconditionFailed()
    if (noneMatch !== undefined && matchesEtag(noneMatch, record.etag)) {
      return answer(at, 304, '', { etag: `"${record.etag}"` })
    }
    const range = byteRange(request.headers.range, record.size)
    const { start, end } = range ?? { start: 0, end: record.size - 1 }
    response.writeHead(range === null ? 200 : 206, {
      ...objectHeaders(record, at.query, range === null),
      'content-length': end - start + 1,
      ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${record.size}` }),
    })
    if (request.method === 'HEAD') response.end()
    else await pipeline(this.#blobs.read(record.blobs, start, end), response)
  }

  async #deleteMany(at: ObjectRequest): Promise<void> {
    const body = await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)
    const document = body.toString()
    const keys = elementBodies(document, 'Object').flatMap((object) =>
      elementTexts(object, 'Key').slice(0, 1),
    )
    if (keys.length === 0) throw malformedXml()
    const removed = keys.flatMap((key) => this.#index.removeObject(at.bucket, key))
    await this.#blobs.remove(removed)
    const quiet = elementTexts(document, 'Quiet')[0] === 'true'
    answer(at, 200, xmlDocument('DeleteResult', { Deleted: quiet ? [] : keys.map((key) => ({ Key: key })) }))
  }

  async #multipart(at: ObjectRequest): Promise<void> {
    const { request, bucket, key, query } = at
    if (query.has('uploads')) {
      if (request.method !== 'POST') throw notImplemented()
      const id = randomUUID()
      this.#index.addUpload({ id, bucket, key, headers: keptHeaders(request.headers), startedMs: Date.now() })
      const content = { Bucket: bucket, Key: key, UploadId: id }
      return answer(at, 200, xmlDocument('InitiateMultipartUploadResult', content))
    }
    const upload = this.#upload(at)
    switch (request.method) {
      case 'GET':
        return answer(at, 200, partsDocument(upload, this.#index.parts(upload.id)))
      case 'PUT':
        return this.#putPart(at, upload)
      case 'POST':
        return this.#complete(at, upload)
      case 'DELETE': {
        const parts = this.#index.parts(upload.id)
        this.#index.removeUpload(upload.id)
        await this.#blobs.remove(parts.map(({ blob }) => blob))
        return answer(at, 204)
      }
      default:
        throw notImplemented()
    }
  }

  async #putPart(at: ObjectRequest, upload: UploadRecord): Promise<void> {
    const number = Number(at.query.get('partNumber'))
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.')
    }
    if (at.request.headers['x-amz-copy-source'] !== undefined) throw notImplemented()
    const { blob, digests, checksums } = await this.#receive(at)
    try {
      this.#upload(at)
      const part = { number, etag: digests.md5, modifiedMs: Date.now(), blob }
      await this.#blobs.remove(this.#index.putPart(upload.id, part))
    } catch (error) {
      await this.#blobs.remove([blob])
      throw error
    }
    answer(at, 200, '', { etag: `"${digests.md5}"`, ...checksums })
  }

  async #complete(at: ObjectRequest, upload: UploadRecord): Promise<void> {
    const document = (await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)).toString()
    const wanted = elementBodies(document, 'Part').map((part) => ({
      number: Number(elementTexts(part, 'PartNumber')[0] ?? 'NaN'),
      etag: (elementTexts(part, 'ETag')[0] ?? '').replaceAll('"', ''),
    }))
    if (wanted.length === 0) throw malformedXml()
    this.#checkConditions(at)
    const present = this.#index.parts(this.#upload(at).id)
    const byNumber = new Map(present.map((part) => [part.number, part]))
    const parts = wanted.map(({ number, etag }, i) => {
      if (i > 0 && number <= (wanted[i - 1]?.number ?? 0)) {
        throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
      }
      const part = byNumber.get(number)
      if (part === undefined || part.etag !== etag) {
        throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.')
      }
      return part
    })
    const md5 = createHash('md5')
    for (const { etag } of parts) md5.update(Buffer.from(etag, 'hex'))
    const record: ObjectRecord = {
      key: upload.key,
      size: parts.reduce((sum, { blob }) => sum + blob.size, 0),
      etag: `${md5.digest('hex')}-${parts.length}`,
      modifiedMs: Date.now(),
      headers: upload.headers,
      blobs: parts.map(({ blob }) => blob),
    }
    const old = this.#index.putObject(upload.bucket, record, upload.id)
    const unused = present.filter((part) => !parts.includes(part)).map(({ blob }) => blob)
    await this.#blobs.remove([...old, ...unused])
    const location = `http://${at.request.headers.host ?? ''}${(at.request.url ?? '').split('?')[0] ?? ''}`
    const content = { Location: location, Bucket: upload.bucket, Key: upload.key, ETag: `"${record.etag}"` }
    answer(at, 200, xmlDocument('CompleteMultipartUploadResult', content))
  }

  async #receive(at: ObjectRequest): Promise<{
    blob: { name: string; size: number }
    digests: Digests
    checksums: Record<string, string>
  }> {
    const { headers } = at.request
    const payload = payloadOf(at.request, at.payloadHash)
    const { digests, ...blob } = await this.#blobs.write(payload.data, digestWish(at.payloadHash, headers))
    try {
      return { blob, digests, checksums: checkedDigests(at.payloadHash, headers, payload.trailers, digests) }
    } catch (error) {
      await this.#blobs.remove([blob])
      throw error
    }
  }

  #upload(at: ObjectRequest): UploadRecord {
    const upload = this.#index.upload(at.query.get('uploadId') ?? '')
    if (upload === null || upload.bucket !== at.bucket || upload.key !== at.key) {
      throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.')
    }
    return upload
  }

  #checkConditions(at: ObjectRequest): void {
    const { 'if-match': match, 'if-none-match': noneMatch } = at.request.headers
    if (match === undefined && noneMatch === undefined) return
    const etag = this.#index.object(at.bucket, at.key)?.etag ?? null
    if (match !== undefined && !matchesEtag(match, etag)) throw preconditionFailed()
    if (noneMatch !== undefined && matchesEtag(noneMatch, etag)) throw preconditionFailed()
  }
}

const subresources = [
  'accelerate acl analytics attributes cors encryption inventory legal-hold lifecycle logging metrics',
  'notification object-lock ownershipControls policy policyStatus publicAccessBlock replication',
  'requestPayment restore retention select tagging torrent versioning versions website',
].flatMap((line) => line.split(' '))

function hasSubresource(query: URLSearchParams): boolean {
  return subresources.some((name) => query.has(name))
}

function refuseSubresources(at: ObjectRequest): void {
  if (hasSubresource(at.query)) throw notImplemented()
}

function answer(at: ObjectRequest, status: number, body = '', headers: Record<string, string> = {}): void {
  const type: Record<string, string> = body === '' ? {} : { 'content-type': 'application/xml' }
  at.response.writeHead(status, {
    ...type,
    ...(status === 204 || status === 304 ? {} : { 'content-length': Buffer.byteLength(body) }),
    ...headers,
  })
  at.response.end(body)
}

const noSuchBucket = (): S3Error => new S3Error('NoSuchBucket', 'The specified bucket does not exist.')
const noSuchKey = (): S3Error => new S3Error('NoSuchKey', 'The specified key does not exist.')
const malformedXml = (): S3Error => new S3Error('MalformedXML', 'The XML you provided was not well-formed.')
const notImplemented = (): S3Error =>
  new S3Error('NotImplemented', 'This is not implemented by the local service.')
const preconditionFailed = (): S3Error =>
  new S3Error('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold.')
