import { BucketRequests } from './bucket-requests.ts'
import { MultipartUploads } from './uploads/multipart-uploads.ts'
import { checkMetadataSize } from './object-headers.ts'
import { checkStorable } from './object-key.ts'
import { ObjectRequests } from './object-requests.ts'
import { respond, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { ObjectStore } from './storage/object-store.ts'
import { S3Error } from './s3-error.ts'
import { xmlDocument } from './s3-xml.ts'

/** The account of every bucket and object. */
const accountId = '000000000000'

/** S3 over plain files. Responds with NotImplemented to anything it does not fully support. */
export class ObjectServer {
  readonly #store: ObjectStore
  readonly #buckets: BucketRequests
  readonly #objects: ObjectRequests
  readonly #uploads: MultipartUploads

  private constructor(store: ObjectStore) {
    this.#store = store
    this.#buckets = new BucketRequests(store)
    this.#objects = new ObjectRequests(store)
    this.#uploads = new MultipartUploads(store)
  }

  /** Opens the folder and removes incomplete files left by a killed process. */
  static async open(folder: string): Promise<ObjectServer> {
    return new ObjectServer(await ObjectStore.open(folder))
  }

  /** Handles one verified request. Throws {@link S3Error} to reject it. */
  async handle(at: ObjectRequest): Promise<void> {
    const { headers, method = 'GET' } = at.request
    const owner = headers['x-amz-expected-bucket-owner']
    if (owner !== undefined && owner !== accountId) throw new S3Error('AccessDenied', 'Access Denied')
    // The signature of a browser form has not been verified.
    if (headers['content-type']?.startsWith('multipart/form-data') === true) throw refused.notImplemented()
    if (at.bucket === '') return this.#listBuckets(at)
    if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(at.bucket)) {
      throw new S3Error('InvalidBucketName', 'The specified bucket is not valid.')
    }
    if (at.key === '') return this.#buckets.handle(at)
    if (!this.#store.hasBucket(at.bucket)) throw refused.noSuchBucket()
    checkStorable(at.key)
    if (method === 'PUT' || method === 'POST') checkMetadataSize(headers)
    if (at.query.has('uploadId') || at.query.has('uploads')) return this.#uploads.handle(at)
    return this.#objects.handle(at)
  }

  #listBuckets(at: ObjectRequest): void {
    if (at.request.method !== 'GET') throw refused.methodNotAllowed()
    const buckets = this.#store.listBuckets()
    const content = {
      Owner: { ID: accountId, DisplayName: 'local' },
      Buckets: {
        Bucket: buckets.map(({ name, createdMs }) => ({
          Name: name,
          CreationDate: new Date(createdMs).toISOString(),
        })),
      },
    }
    respond(at, 200, xmlDocument('ListAllMyBucketsResult', content))
  }
}
