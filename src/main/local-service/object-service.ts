import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { BlobFolder } from './blob-folder.ts'
import { MultipartService } from './multipart-service.ts'
import { byteRange, keptHeaders, matchesEtag, objectHeaders } from './object-headers.ts'
import { ObjectIndex } from './object-index.ts'
import type { ObjectRecord } from './object-index.ts'
import { bucketsDocument, objectsDocument, uploadsDocument } from './object-listing.ts'
import { answer, checkConditions, maxDocumentBytes, receivePayload, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { payloadOf, readBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

const accountId = '000000000000'

/** The part of S3 that jobs need, over files in one folder. Every write is whole and flushed before it is answered. */
export class ObjectService {
  readonly #index: ObjectIndex
  readonly #blobs: BlobFolder
  readonly #region: string
  readonly #multipart: MultipartService

  private constructor(index: ObjectIndex, blobs: BlobFolder, region: string) {
    this.#index = index
    this.#blobs = blobs
    this.#region = region
    this.#multipart = new MultipartService(index, blobs)
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
    if (!this.#index.hasBucket(at.bucket)) throw refused.noSuchBucket()
    if (at.query.has('uploadId') || at.query.has('uploads')) return this.#multipart.handle(at)
    refuseSubresources(at)
    switch (at.request.method ?? 'GET') {
      case 'PUT':
        return at.request.headers['x-amz-copy-source'] === undefined ? this.#put(at) : this.#copy(at)
      case 'GET':
      case 'HEAD':
        return this.#get(at)
      case 'DELETE':
        await this.#blobs.remove(this.#index.removeObject(at.bucket, at.key))
        return answer(at, 204)
      default:
        throw refused.notImplemented()
    }
  }

  #service(at: ObjectRequest): void {
    if (at.request.method !== 'GET') throw refused.notImplemented()
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
    if (!exists) throw refused.noSuchBucket()
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
    switch (request.method ?? 'GET') {
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
        throw refused.notImplemented()
    }
  }

  async #put(at: ObjectRequest): Promise<void> {
    checkConditions(this.#index, at)
    const headers = keptHeaders(at.request.headers)
    const { blob, digests, checksums } = await receivePayload(this.#blobs, at)
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
      checkConditions(this.#index, at)
      if (!this.#index.hasBucket(at.bucket)) throw refused.noSuchBucket()
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
    if (source === null) throw refused.noSuchKey()
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
    if (record === null) throw refused.noSuchKey()
    const { 'if-match': match, 'if-none-match': noneMatch } = request.headers
    if (match !== undefined && !matchesEtag(match, record.etag)) throw refused.preconditionFailed()
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
    if (keys.length === 0) throw refused.malformedXml()
    const removed = keys.flatMap((key) => this.#index.removeObject(at.bucket, key))
    await this.#blobs.remove(removed)
    const quiet = elementTexts(document, 'Quiet')[0] === 'true'
    answer(at, 200, xmlDocument('DeleteResult', { Deleted: quiet ? [] : keys.map((key) => ({ Key: key })) }))
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
  if (hasSubresource(at.query)) throw refused.notImplemented()
}
