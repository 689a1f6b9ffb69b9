import { crc32Text } from '../../../engine/checksums/crc32.ts'
import { childrenOf, textOf } from '../../xml/xml-reader.ts'
import { CheckedPayload } from '../checked-payload.ts'
import { copyPart } from './copy-part.ts'
import { sendKeptAlive } from '../kept-alive-response.ts'
import { keptHeaders } from '../object-headers.ts'
import { partsDocument } from '../object-listing.ts'
import { announcedBytes, respond, refused } from '../object-request.ts'
import type { ObjectRequest } from '../object-request.ts'
import type { ObjectStore } from '../storage/object-store.ts'
import { S3Error } from '../s3-error.ts'
import { readDocument, xmlDocument } from '../s3-xml.ts'
import { noSuchUpload } from './upload-parts.ts'
import type { UploadParts } from './upload-parts.ts'
import { writeCondition } from '../write-conditions.ts'

/** Handles requests for multipart uploads. */
export class MultipartUploads {
  readonly #store: ObjectStore

  constructor(store: ObjectStore) {
    this.#store = store
  }

  async handle(at: ObjectRequest): Promise<void> {
    const { method = 'GET' } = at.request
    const id = at.query.get('uploadId')
    if (id === null) {
      if (method !== 'POST') throw refused.notImplemented()
      return this.#create(at)
    }
    const parts = await this.#store.uploads.find(at.bucket, at.key, id)
    if (parts === null) throw noSuchUpload()
    switch (method) {
      case 'GET':
        return respond(at, 200, partsDocument(at.bucket, at.key, id, parts.list()))
      case 'DELETE':
        await this.#store.uploads.abort(at.bucket, id)
        return respond(at, 204)
      case 'POST':
        return this.#complete(at, id, parts)
      case 'PUT':
        return this.#put(at, parts)
      default:
        throw refused.notImplemented()
    }
  }

  async #create(at: ObjectRequest): Promise<void> {
    const UploadId = await this.#store.uploads.create(at.bucket, at.key, keptHeaders(at.request.headers))
    const content = { Bucket: at.bucket, Key: at.key, UploadId }
    respond(at, 200, xmlDocument('InitiateMultipartUploadResult', content))
  }

  async #put(at: ObjectRequest, parts: UploadParts): Promise<void> {
    const number = at.query.get('partNumber') ?? ''
    if (!/^[1-9]\d{0,4}$/.test(number) || Number(number) > 10_000) {
      throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.')
    }
    const isCopy = at.request.headers['x-amz-copy-source'] !== undefined
    if (isCopy) return copyPart(this.#store, at, parts, Number(number))
    const bytes = announcedBytes(at.request)
    if (bytes === null) throw new S3Error('InvalidArgument', 'The length of the part is missing.')
    const { etag, crc32, told } = await parts.put(Number(number), new CheckedPayload(at), bytes)
    respond(at, 200, '', { etag: `"${etag}"`, ...(told && { 'x-amz-checksum-crc32': crc32Text(crc32) }) })
  }

  async #complete(at: ObjectRequest, id: string, parts: UploadParts): Promise<void> {
    const wanted = childrenOf(await readDocument(at), 'Part').map((part) => ({
      number: Number(textOf(part, 'PartNumber') ?? 'NaN'),
      etag: (textOf(part, 'ETag') ?? '').trim().replaceAll('"', ''),
      crc32: textOf(part, 'ChecksumCRC32'),
    }))
    if (wanted.length === 0) throw refused.malformedXml()
    const stored = new Map(parts.list().map((part) => [part.number, part]))
    for (const [i, { number, etag, crc32 }] of wanted.entries()) {
      if (i > 0 && number <= (wanted[i - 1]?.number ?? 0)) {
        throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
      }
      const part = stored.get(number)
      if (part?.etag !== etag || (crc32 !== undefined && crc32 !== crc32Text(part.crc32))) {
        throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.')
      }
    }
    const header = at.request.headers['x-amz-checksum-crc32']
    const crc32 = typeof header === 'string' ? header : null
    const condition = writeCondition(at)
    condition?.(await this.#store.find(at.bucket, at.key))
    await sendKeptAlive(at, async () => {
      const numbers = wanted.map(({ number }) => number)
      const request = { numbers, crc32, condition }
      const done = await this.#store.uploads.complete(at.bucket, at.key, id, request)
      const location = `http://${at.request.headers.host ?? ''}${(at.request.url ?? '').split('?')[0] ?? ''}`
      return xmlDocument('CompleteMultipartUploadResult', {
        Location: location,
        Bucket: at.bucket,
        Key: at.key,
        ETag: `"${done.etag}"`,
        ...(done.crc32 !== null && { ChecksumCRC32: done.crc32, ChecksumType: 'FULL_OBJECT' }),
      })
    })
  }
}
