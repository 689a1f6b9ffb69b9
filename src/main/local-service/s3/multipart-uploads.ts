import { CheckedPayload, crcText } from './checked-payload.ts'
import type { DurableStore } from './object-store.ts'
import { LateAnswer } from './kept-alive-response.ts'
import { partsDocument } from './object-listing.ts'
import { answer, maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { payloadOf, readBody } from '../http/request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'
import { noSuchUpload } from './upload-parts.ts'
import type { UploadParts } from './upload-parts.ts'

/** Multipart uploads, all but their beginning. */
export class MultipartUploads {
  readonly #store: DurableStore

  constructor(store: DurableStore) {
    this.#store = store
  }

  /** False when the package is to answer. */
  async handle(at: ObjectRequest): Promise<boolean> {
    const id = at.query.get('uploadId')
    if (id === null) return false
    const parts = await this.#store.upload(at.bucket, at.key, id)
    if (parts === null) throw noSuchUpload()
    switch (at.request.method ?? 'GET') {
      case 'GET':
        answer(at, 200, partsDocument(at.bucket, at.key, id, parts.list()))
        return true
      case 'DELETE':
        await this.#store.abortUpload(at.bucket, id)
        answer(at, 204)
        return true
      case 'POST':
        await this.#complete(at, id, parts)
        return true
      case 'PUT':
        await this.#put(at, parts)
        return true
      default:
        throw refused.notImplemented()
    }
  }

  async #put(at: ObjectRequest, parts: UploadParts): Promise<void> {
    const { headers } = at.request
    if (headers['x-amz-copy-source'] !== undefined) throw refused.notImplemented()
    const number = at.query.get('partNumber') ?? ''
    if (!/^[1-9]\d{0,4}$/.test(number) || Number(number) > 10_000) {
      throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.')
    }
    const bytes = headers['x-amz-decoded-content-length'] ?? headers['content-length'] ?? '-'
    if (typeof bytes !== 'string' || !/^\d{1,15}$/.test(bytes)) {
      throw new S3Error('InvalidArgument', 'The length of the part is not told.')
    }
    const { etag, crc32, told } = await parts.put(Number(number), new CheckedPayload(at), Number(bytes))
    answer(at, 200, '', { etag: `"${etag}"`, ...(told && { 'x-amz-checksum-crc32': crcText(crc32) }) })
  }

  async #complete(at: ObjectRequest, id: string, parts: UploadParts): Promise<void> {
    const document = (await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)).toString()
    const wanted = elementBodies(document, 'Part').map((part) => ({
      number: Number(elementTexts(part, 'PartNumber')[0] ?? 'NaN'),
      etag: (elementTexts(part, 'ETag')[0] ?? '').replaceAll('"', ''),
      crc32: elementTexts(part, 'ChecksumCRC32')[0],
    }))
    if (wanted.length === 0) throw refused.malformedXml()
    const stored = new Map(parts.list().map((part) => [part.number, part]))
    for (const [i, { number, etag, crc32 }] of wanted.entries()) {
      if (i > 0 && number <= (wanted[i - 1]?.number ?? 0)) {
        throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
      }
      const part = stored.get(number)
      if (part?.etag !== etag || (crc32 !== undefined && crc32 !== crcText(part.crc32))) {
        throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.')
      }
    }
    const header = at.request.headers['x-amz-checksum-crc32']
    const crc32 = typeof header === 'string' ? header : null
    await new LateAnswer(at).send(async () => {
      const numbers = wanted.map(({ number }) => number)
      const done = await this.#store.completeUpload(at.bucket, at.key, id, { numbers, crc32 })
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
