import { payloadOf, readBody } from '../http/request-body.ts'
import { objectsDocument } from './object-listing.ts'
import { answer, maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { refuseUnstorable } from './object-key.ts'
import type { ObjectStore } from './object-store.ts'
import { S3Error } from './s3-error.ts'
import { elementBodies, elementTexts, xmlDocument } from './s3-xml.ts'

const listParameters = new Set(
  'list-type prefix delimiter max-keys continuation-token start-after marker encoding-type fetch-owner'.split(
    ' ',
  ),
)

/** Serves requests for a bucket: creating, finding, listing and removing it, and removing many of its objects. */
export class BucketRequests {
  readonly #store: ObjectStore

  constructor(store: ObjectStore) {
    this.#store = store
  }

  async handle(at: ObjectRequest): Promise<void> {
    const { method } = at.request
    const names = [...at.query.keys()].filter((name) => !/^x-(?:amz-.*|id)$/i.test(name))
    if (method === 'PUT' && names.length === 0) return this.#create(at)
    if (!this.#store.hasBucket(at.bucket)) throw refused.noSuchBucket()
    if (method === 'HEAD' && names.length === 0) return answer(at, 200)
    if (method === 'DELETE' && names.length === 0) return this.#delete(at)
    if (method === 'POST' && at.query.has('delete')) return this.#deleteObjects(at)
    if (method === 'GET' && names.every((name) => listParameters.has(name))) {
      return answer(at, 200, await objectsDocument(this.#store, at.bucket, at.query))
    }
    // The region is not stored: it is always that of the local service, which every signature names.
    if (method === 'GET' && at.query.has('location')) {
      return answer(at, 200, xmlDocument('LocationConstraint', at.region))
    }
    throw refused.notImplemented()
  }

  async #create(at: ObjectRequest): Promise<void> {
    if (this.#store.hasBucket(at.bucket)) {
      throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the bucket succeeded.')
    }
    await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)
    await this.#store.createBucket(at.bucket)
    answer(at, 200, '', { location: `/${at.bucket}` })
  }

  async #delete(at: ObjectRequest): Promise<void> {
    if ((await this.#store.keys(at.bucket)).length > 0) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
    }
    await this.#store.deleteBucket(at.bucket)
    answer(at, 204)
  }

  async #deleteObjects(at: ObjectRequest): Promise<void> {
    const document = (await readBody(payloadOf(at.request, at.payloadHash).data, maxDocumentBytes)).toString()
    const keys = elementBodies(document, 'Object').flatMap((object) =>
      elementTexts(object, 'Key').slice(0, 1),
    )
    if (keys.length === 0) throw refused.malformedXml()
    for (const key of keys) refuseUnstorable(key)
    await Promise.all(keys.map((key) => this.#store.delete(at.bucket, key)))
    const isQuiet = elementTexts(document, 'Quiet')[0] === 'true'
    const deleted = isQuiet ? [] : keys.map((key) => ({ Key: key }))
    answer(at, 200, xmlDocument('DeleteResult', { Deleted: deleted }))
  }
}
