import { payloadOf, readBody } from '../http/request-body.ts'
import { childrenOf, textOf } from '../xml/xml-reader.ts'
import type { XmlElement } from '../xml/xml-writer.ts'
import { objectsDocument } from './object-listing.ts'
import { respond, maxDocumentBytes, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { checkStorable } from './object-key.ts'
import type { ObjectStore } from './storage/object-store.ts'
import { S3Error } from './s3-error.ts'
import { readDocument, xmlDocument } from './s3-xml.ts'
import { uploadsDocument } from './uploads/upload-listing.ts'

const listParameters = new Set(
  'list-type prefix delimiter max-keys continuation-token start-after marker encoding-type fetch-owner'.split(
    ' ',
  ),
)

const uploadParameters = new Set(
  'uploads prefix delimiter max-uploads key-marker upload-id-marker encoding-type'.split(' '),
)
const maxDeletedObjects = 1000

/**
 * Handles requests about a bucket: creating, finding, listing and removing it, and removing many of its
 * objects.
 */
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
    at.response.setHeader('x-amz-bucket-region', at.region)
    if (method === 'HEAD' && names.length === 0) return respond(at, 200)
    if (method === 'DELETE' && names.length === 0) return this.#delete(at)
    if (method === 'POST' && at.query.has('delete')) return this.#deleteObjects(at)
    if (method === 'GET' && names.every((name) => listParameters.has(name))) {
      return respond(at, 200, await objectsDocument(this.#store, at.bucket, at.query))
    }
    // The region is not stored, because it is always that of the local service, which every signature
    // contains.
    if (method === 'GET' && at.query.has('location')) {
      return respond(at, 200, xmlDocument('LocationConstraint', at.region))
    }
    if (method === 'GET' && at.query.has('uploads') && names.every((name) => uploadParameters.has(name))) {
      return respond(at, 200, uploadsDocument(at.bucket, await this.#store.uploads.list(at.bucket), at.query))
    }
    throw refused.notImplemented()
  }

  async #create(at: ObjectRequest): Promise<void> {
    if (this.#store.hasBucket(at.bucket)) {
      throw new S3Error('BucketAlreadyOwnedByYou', 'Your previous request to create the bucket succeeded.')
    }
    await readBody(payloadOf(at).data, maxDocumentBytes, at.bodyLimits)
    await this.#store.createBucket(at.bucket)
    respond(at, 200, '', { location: `/${at.bucket}` })
  }

  async #delete(at: ObjectRequest): Promise<void> {
    if ((await this.#store.keys(at.bucket)).length > 0) {
      throw new S3Error('BucketNotEmpty', 'The bucket you tried to delete is not empty.')
    }
    await this.#store.deleteBucket(at.bucket)
    respond(at, 204)
  }

  /** A key that cannot be stored is rejected on its own. The others are deleted. */
  async #deleteObjects(at: ObjectRequest): Promise<void> {
    const document = await readDocument(at)
    const keys = childrenOf(document, 'Object').map((object) => textOf(object, 'Key') ?? '')
    if (keys.length === 0 || keys.length > maxDeletedObjects || keys.includes(''))
      throw refused.malformedXml()
    const errors = await Promise.all(keys.map((key) => this.#deleteOne(at.bucket, key)))
    const isQuiet = textOf(document, 'Quiet') === 'true'
    const deleted = keys.filter((_, i) => !isQuiet && errors[i] === null).map((key) => ({ Key: key }))
    const failed = errors.filter((error) => error !== null)
    respond(at, 200, xmlDocument('DeleteResult', { Deleted: deleted, Error: failed }))
  }

  async #deleteOne(bucket: string, key: string): Promise<XmlElement | null> {
    try {
      checkStorable(key)
      await this.#store.delete(bucket, key)
      return null
    } catch (error) {
      if (!(error instanceof S3Error)) throw error
      return { Key: key, Code: error.code, Message: error.message }
    }
  }
}
