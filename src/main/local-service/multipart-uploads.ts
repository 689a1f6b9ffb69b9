import type { DurableStore } from './durable-store.ts'
import { partsDocument } from './object-listing.ts'
import { answer, maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { payloadOf, readBody } from './request-body.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

/** What s3rver lacks of multipart uploads: abort, list, and a look at what is put together. */
export class MultipartUploads {
  readonly #store: DurableStore

  constructor(store: DurableStore) {
    this.#store = store
  }

  /** False when the package is to answer. */
  async handle(at: ObjectRequest): Promise<boolean> {
    const id = at.query.get('uploadId')
    if (id === null) return false
    if ((await this.#store.uploadKey(at.bucket, id)) !== at.key) {
      throw new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.')
    }
    switch (at.request.method ?? 'GET') {
      case 'GET':
        answer(at, 200, partsDocument(at.bucket, at.key, id, await this.#store.parts(at.bucket, id)))
        return true
      case 'DELETE':
        await this.#store.abortUpload(at.bucket, id)
        answer(at, 204)
        return true
      case 'POST':
        await this.#complete(at, id)
        return true
      default: {
        const number = at.query.get('partNumber') ?? ''
        if (!/^[1-9]\d{0,4}$/.test(number) || Number(number) > 10_000) {
          throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000.')
        }
        return false
      }
    }
  }

  async #complete(at: ObjectRequest, id: string): Promise<void> {
    const document = (await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)).toString()
    const wanted = elementBodies(document, 'Part').map((part) => ({
      number: Number(elementTexts(part, 'PartNumber')[0] ?? 'NaN'),
      etag: (elementTexts(part, 'ETag')[0] ?? '').replaceAll('"', ''),
    }))
    if (wanted.length === 0) throw refused.malformedXml()
    const etags = new Map((await this.#store.parts(at.bucket, id)).map(({ number, etag }) => [number, etag]))
    for (const [i, { number, etag }] of wanted.entries()) {
      if (i > 0 && number <= (wanted[i - 1]?.number ?? 0)) {
        throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
      }
      if (etags.get(number) !== etag) {
        throw new S3Error('InvalidPart', 'One or more of the specified parts could not be found.')
      }
    }
    const { md5 } = await this.#store.putObjectMultipart(at.bucket, id, wanted)
    const location = `http://${at.request.headers.host ?? ''}${(at.request.url ?? '').split('?')[0] ?? ''}`
    const content = { Location: location, Bucket: at.bucket, Key: at.key, ETag: `"${md5}"` }
    answer(at, 200, xmlDocument('CompleteMultipartUploadResult', content))
  }
}
