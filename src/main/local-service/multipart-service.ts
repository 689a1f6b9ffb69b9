import { createHash, randomUUID } from 'node:crypto'
import type { BlobFolder } from './blob-folder.ts'
import { keptHeaders } from './object-headers.ts'
import type { ObjectIndex, ObjectRecord, UploadRecord } from './object-index.ts'
import { partsDocument } from './object-listing.ts'
import { answer, checkConditions, maxDocumentBytes, receivePayload, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { payloadOf, readBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

/** S3's multipart uploads. An object made of parts keeps their files: completing copies nothing. */
export class MultipartService {
  readonly #index: ObjectIndex
  readonly #blobs: BlobFolder

  constructor(index: ObjectIndex, blobs: BlobFolder) {
    this.#index = index
    this.#blobs = blobs
  }

  /** Answers one request that names an upload, or starts one. */
  async handle(at: ObjectRequest): Promise<void> {
    const { request, bucket, key, query } = at
    if (query.has('uploads')) {
      if (request.method !== 'POST') throw refused.notImplemented()
      const id = randomUUID()
      this.#index.addUpload({ id, bucket, key, headers: keptHeaders(request.headers), startedMs: Date.now() })
      const content = { Bucket: bucket, Key: key, UploadId: id }
      return answer(at, 200, xmlDocument('InitiateMultipartUploadResult', content))
    }
    const upload = this.#upload(at)
    switch (request.method ?? 'GET') {
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
        throw refused.notImplemented()
    }
  }

  async #putPart(at: ObjectRequest, upload: UploadRecord): Promise<void> {
    const number = Number(at.query.get('partNumber'))
    if (!Number.isInteger(number) || number < 1 || number > 10_000) {
      throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.')
    }
    if (at.request.headers['x-amz-copy-source'] !== undefined) throw refused.notImplemented()
    const { blob, digests, checksums } = await receivePayload(this.#blobs, at)
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
    if (wanted.length === 0) throw refused.malformedXml()
    checkConditions(this.#index, at)
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

  #upload(at: ObjectRequest): UploadRecord {
    const upload = this.#index.upload(at.query.get('uploadId') ?? '')
    if (upload === null || upload.bucket !== at.bucket || upload.key !== at.key) {
      throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.')
    }
    return upload
  }
}
