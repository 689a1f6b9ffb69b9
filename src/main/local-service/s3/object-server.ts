import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createRequire } from 'node:module'
import S3rver from '@20minutes/s3rver'
import type PackageErrorType from '@20minutes/s3rver/lib/models/error.js'
import { CheckedPayload } from './checked-payload.ts'
import { DurableStore } from './object-store.ts'
import { MultipartUploads } from './multipart-uploads.ts'
import { byteRange, checkMetadataSize, matchesEtag, objectHeaders } from './object-headers.ts'
import { objectsDocument } from './object-listing.ts'
import { answer, maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { BodyMalformedError, payloadOf, readBody } from '../http/request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

// Loaded by name at run time, so that a bundler does not copy the package's inner modules beside it.
const load = createRequire(import.meta.url)
const errorPath = '@20minutes/s3rver/lib/models/error.js'
const PackageError = load(errorPath) as typeof PackageErrorType

const accountId = '000000000000'
/** The longest file name that common file systems take, less what the package appends. */
const longestSegmentBytes = 220

/** S3, by s3rver, over plain files; what the package lacks or gets wrong is answered before it. */
export class ObjectServer {
  readonly #store: DurableStore
  readonly #uploads: MultipartUploads
  readonly #package: ReturnType<S3rver['callback']>

  private constructor(store: DurableStore) {
    this.#store = store
    this.#uploads = new MultipartUploads(store)
    const server = new S3rver({
      directory: store.rootDirectory,
      silent: true,
      vhostBuckets: false,
      // The front door has verified the signature; the package rejects good ones of current SDKs.
      allowMismatchedSignatures: true,
    })
    server.store = store
    server.context.store = store
    this.#package = server.callback()
  }

  /** Opens the folder and clears what a killed predecessor left half written. */
  static async open(folder: string): Promise<ObjectServer> {
    const store = new DurableStore(join(folder, 'buckets'), join(folder, 'incoming'))
    await store.open()
    return new ObjectServer(store)
  }

  /** Answers one verified request. Throws {@link S3Error} for a refusal. */
  async handle(at: ObjectRequest): Promise<void> {
    const { headers, method = 'GET' } = at.request
    const owner = headers['x-amz-expected-bucket-owner']
    if (owner !== undefined && owner !== accountId) throw new S3Error('AccessDenied', 'Access Denied')
    // Browsers' forms carry no signature that was verified.
    if (headers['content-type']?.startsWith('multipart/form-data') === true) throw refused.notImplemented()
    if (at.bucket === '') return this.#delegate(at)
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(at.bucket)) {
      throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.')
    }
    const exists = (await this.#store.getBucket(at.bucket)) !== null
    if (at.key === '') return this.#bucket(at, exists)
    if (!exists) throw refused.noSuchBucket()
    refuseUnstorable(at.key)
    if (method === 'PUT' || method === 'POST') checkMetadataSize(headers)
    await this.#checkConditions(at)
    if (await this.#uploads.handle(at)) return
    if ((method === 'GET' || method === 'HEAD') && isPlainRead(at)) return this.#read(at)
    return this.#delegate(at)
  }

  async #bucket(at: ObjectRequest, exists: boolean): Promise<void> {
    const { request, query } = at
    if (request.method === 'PUT' && !query.has('cors') && !query.has('website')) {
      if (exists) {
        throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the bucket succeeded.')
      }
      return this.#delegate(at)
    }
    if (!exists) throw refused.noSuchBucket()
    const plain = [...query.keys()].every((name) => listParameters.has(name))
    if (request.method === 'GET' && plain) {
      return answer(at, 200, await objectsDocument(this.#store, at.bucket, query))
    }
    if (request.method === 'POST' && query.has('delete')) {
      const document = (await readBody(payloadOf(request, at.payloadHash).data, maxDocumentBytes)).toString()
      const keys = elementBodies(document, 'Object').flatMap((object) =>
        elementTexts(object, 'Key').slice(0, 1),
      )
      for (const key of keys) refuseUnstorable(key)
      for (const key of keys) await this.#store.deleteObject(at.bucket, key)
      return answer(at, 200, xmlDocument('DeleteResult', { Deleted: keys.map((key) => ({ Key: key })) }))
    }
    return this.#delegate(at)
  }

  /**
   * The package takes `bytes=0-0` for everything, knows no `bytes=-5`, overrides headers only where it verifies, and
   * tells no checksums.
   */
  async #read(at: ObjectRequest): Promise<void> {
    const opened = await this.#store.openObject(at.bucket, at.key)
    if (opened === null) throw refused.noSuchKey()
    const { file, found } = opened
    try {
      const range = byteRange(at.request.headers.range, found.size)
      const { start, end } = range ?? { start: 0, end: found.size - 1 }
      const isTold = range === null && at.request.headers['x-amz-checksum-mode'] === 'ENABLED'
      at.response.writeHead(range === null ? 200 : 206, {
        ...objectHeaders(found, at.query, isTold),
        'content-length': end - start + 1,
        ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${found.size}` }),
      })
      if (at.request.method === 'HEAD' || end < start) at.response.end()
      else {
        const stream = file.createReadStream({ start, end, highWaterMark: readBytes, autoClose: false })
        await pipeline(stream, at.response)
      }
    } finally {
      await file.close()
    }
  }

  async #checkConditions(at: ObjectRequest): Promise<void> {
    const { 'if-match': match, 'if-none-match': noneMatch } = at.request.headers
    if (match === undefined && noneMatch === undefined) return
    const etag = (await this.#store.find(at.bucket, at.key))?.etag ?? null
    const writes = at.request.method === 'PUT' || at.request.method === 'POST'
    if (match !== undefined && !matchesEtag(match, etag)) throw refused.preconditionFailed()
    if (writes && noneMatch !== undefined && matchesEtag(noneMatch, etag)) throw refused.preconditionFailed()
  }

  async #delegate(at: ObjectRequest): Promise<void> {
    const done = new Promise<void>((resolve) => void at.response.once('close', resolve))
    await this.#package(plainRequest(at), at.response)
    if (!at.response.writableEnded) await done
  }
}

const readBytes = 512 * 1024
const conditions = ['if-none-match', 'if-modified-since', 'if-unmodified-since']

/** Whether a GET or HEAD asks for the object itself and sets no condition that the package knows. */
function isPlainRead({ request, query }: ObjectRequest): boolean {
  const isObject = [...query.keys()].every((name) => /^(?:response-.*|x-amz-.*|x-id)$/i.test(name))
  return isObject && conditions.every((name) => request.headers[name] === undefined)
}

const listParameters = new Set(
  'list-type prefix delimiter max-keys continuation-token start-after marker encoding-type fetch-owner x-id'.split(
    ' ',
  ),
)

function refuseUnstorable(key: string): void {
  const parts = key.split('/')
  const last = parts.length - 1
  if (Buffer.byteLength(key) > 1024 || parts.some((part) => Buffer.byteLength(part) > longestSegmentBytes)) {
    throw new S3Error('KeyTooLongError', 'Your key is too long for the files of the local service.')
  }
  if (
    parts.some((part, i) => part === '.' || part === '..' || part.includes('\0') || (part === '' && i < last))
  ) {
    throw new S3Error('InvalidArgument', 'The local service stores no keys with empty, "." or ".." parts.')
  }
}

/** The payload; what is wrong with it is told in the package's own kind of error, the only one it passes on. */
async function* packagePayload(at: ObjectRequest): AsyncGenerator<Buffer> {
  try {
    yield* new CheckedPayload(at).read()
  } catch (error) {
    if (error instanceof S3Error) throw new PackageError(error.code, error.message)
    if (error instanceof BodyMalformedError) throw new PackageError('IncompleteBody', error.message)
    throw error
  }
}

/** The request as the package understands it: path-style, unsigned, its body checked and free of `aws-chunked`. */
function plainRequest(at: ObjectRequest): IncomingMessage {
  const { request } = at
  const { authorization: _, expect: __, ...headers } = request.headers
  if (at.payloadHash.startsWith('STREAMING-')) {
    const encodings =
      headers['content-encoding']?.split(',').filter((name) => name.trim() !== 'aws-chunked') ?? []
    if (encodings.length > 0) headers['content-encoding'] = encodings.join(',')
    else delete headers['content-encoding']
    headers['content-length'] = String(headers['x-amz-decoded-content-length'] ?? '')
    headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
  }
  const body = Readable.from(packagePayload(at), { objectMode: false, highWaterMark: 1 << 20 })
  body.on('error', () => undefined)
  // A presigned address is verified already; the package would verify it again, with keys it does not have.
  const query = new URLSearchParams([...at.query].filter(([name]) => !/^x-amz-/i.test(name))).toString()
  const path = [at.bucket, ...at.key.split('/')]
    .map(encodeURIComponent)
    .join('/')
    .replace(/\/$/, at.key === '' ? '' : '/')
  const { method, socket, httpVersion, httpVersionMajor, httpVersionMinor, rawHeaders } = request
  const url = `/${path}${query === '' ? '' : `?${query}`}`
  return Object.assign(body, {
    headers,
    method,
    url,
    socket,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    rawHeaders,
  }) as unknown as IncomingMessage
}
