import { randomUUID } from 'node:crypto'
import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { ObjectDetail, ObjectsPage } from '../../../shared/files/objects.ts'
import type { Direction, QueueResource } from '../../../shared/queues/queues.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { S3Buckets } from '../aws/s3/s3-buckets.ts'
import { S3Objects, type ListOptions, type Payload } from '../aws/s3/s3-objects.ts'
import type { OpenUpload } from '../aws/s3/open-upload.ts'
import { S3Uploads } from '../aws/s3/s3-uploads.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { contentTypeOf } from '../protocol/content-types.ts'
import { encodeMetadata } from '../protocol/object-metadata.ts'
import type { StoreOptions } from '../uploads/put-options.ts'
import { putPayload } from '../uploads/put-payload.ts'
import type { JobQueueOptions, StoreData } from './job-queue-options.ts'
import { JobReceiver } from './job-receiver.ts'
import { describeResources, ensureResources, locateBuckets, type JobQueueParts } from './provisioning.ts'

/** A job queue's buckets and objects, in addition to what a worker needs ({@link JobReceiver}). */
export class JobPayloads extends JobReceiver {
  #region: string
  #buckets: S3Buckets
  #store: S3Objects
  #uploads: S3Uploads

  /** @throws EngineError `QUEUE_NAME_INVALID`, `STATUS_UNKNOWN` for a configuration with invalid names. */
  constructor(options: JobQueueOptions) {
    super(options)
    const { clients } = options
    this.#region = clients.s3Region
    this.#buckets = new S3Buckets(clients)
    this.#store = new S3Objects(clients)
    this.#uploads = new S3Uploads(clients)
    clients.homes.addOwn(this.names.buckets)
  }

  override reconnect(clients: EngineClients): void {
    super.reconnect(clients)
    this.#region = clients.s3Region
    this.#buckets = new S3Buckets(clients)
    this.#store = new S3Objects(clients)
    this.#uploads = new S3Uploads(clients)
    clients.homes.addOwn(this.names.buckets)
  }

  /**
   * Stores a payload. A failed or cancelled upload leaves nothing behind. Returns the key, and `size` in
   * bytes.
   *
   * @throws EngineError `FIELD_*`, `METADATA_TOO_LARGE` before anything is sent; `FILE_*`,
   * `CHECKSUM_MISMATCH`.
   */
  async store(
    direction: Direction,
    data: StoreData,
    options: StoreOptions = {},
  ): Promise<{ readonly key: string; readonly size: number }> {
    const key = data.key ?? randomUUID()
    const metadata = encodeMetadata(data.fields ?? {})
    checkKey(key)
    throwIfCancelled(options.signal)
    const fileName = data.fields?.['filename']
    const target = {
      bucket: this.names.bucket(direction),
      key,
      keyIsNew: data.keyIsNew ?? data.key === undefined,
      contentType: data.contentType ?? (fileName === undefined ? null : contentTypeOf(fileName)),
      metadata,
    }
    const calls = { store: this.#store, uploads: this.#uploads }
    return { key, size: await putPayload(calls, target, data.body ?? '', options) }
  }

  /** Opens the payload with this key for reading. @throws EngineError `OBJECT_NOT_FOUND`. */
  async retrieve(direction: Direction, key: string, options: CallOptions = {}): Promise<Payload> {
    return this.download({ bucket: this.names.bucket(direction), key }, options)
  }

  /**
   * Opens an object in any bucket for reading. Ask the user before reading from a foreign bucket.
   * @throws EngineError `OBJECT_NOT_FOUND`.
   */
  async download(
    location: { readonly bucket: string; readonly key: string },
    options: CallOptions = {},
  ): Promise<Payload> {
    return this.#store.get(location.bucket, location.key, options)
  }

  /**
   * Returns an object in any bucket, to be read in ranges. Ask the user before reading from a
   * foreign bucket.
   */
  source(location: { readonly bucket: string; readonly key: string }): ObjectSource {
    const { bucket, key } = location
    return {
      supportsRanges: () => this.#store.supportsRanges,
      noteEtag: (isMd5, size) => this.#store.noteEtag(isMd5, size),
      describe: (signal) => this.#store.describe(bucket, key, { signal }),
      read: (range, ifMatch, signal, threads) =>
        this.#store.get(bucket, key, { range, ifMatch, signal, threads }),
    }
  }

  /**
   * Returns the properties of an object as reported by S3. `in` and `out` stand for the queue's own
   * buckets.
   * @throws EngineError `OBJECT_NOT_FOUND`.
   */
  async describeObject(
    bucketOrDirection: string,
    key: string,
    options: CallOptions = {},
  ): Promise<ObjectDetail> {
    const own = bucketOrDirection === 'in' || bucketOrDirection === 'out'
    return this.#store.head(own ? this.names.bucket(bucketOrDirection) : bucketOrDirection, key, options)
  }

  /**
   * Copies an object from any bucket inside S3, under a new key and with new fields.
   * @throws EngineError `FIELD_*`, `METADATA_TOO_LARGE`, `OBJECT_NOT_FOUND`.
   */
  async copy(
    from: { readonly bucket: string; readonly key: string },
    direction: Direction,
    { key, fields }: { readonly key: string; readonly fields: JobFields },
    options: CallOptions = {},
  ): Promise<void> {
    const metadata = encodeMetadata(fields)
    checkKey(key)
    const { filename } = fields
    const contentType = filename === undefined ? null : contentTypeOf(filename)
    const to = { bucket: this.names.bucket(direction), key, contentType, metadata }
    await this.#store.copy(from, to, options)
  }

  /** Deletes a payload permanently. Does nothing if it does not exist. */
  async remove(direction: Direction, key: string, options: CallOptions = {}): Promise<void> {
    await this.#store.remove(this.names.bucket(direction), key, options)
  }

  /** Aborts a multipart upload and deletes its parts. Does nothing if it does not exist. */
  async abortMultipart(upload: OpenUpload, options: CallOptions = {}): Promise<void> {
    await this.#uploads.abort(upload, options)
  }

  /** Returns one page of the payloads in one direction, ordered by key. */
  async list(direction: Direction, options: ListOptions = {}): Promise<ObjectsPage> {
    return this.#store.listPage(this.names.bucket(direction), options)
  }

  /**
   * Returns the job queue's buckets and queues, with their state. Changes nothing. Another account's bucket
   * is `denied`.
   */
  async describe(options: CallOptions = {}): Promise<QueueResource[]> {
    return describeResources(this.#parts(), options)
  }

  /** Creates the missing buckets and queues, and returns them. @throws EngineError `BUCKET_FOREIGN`. */
  async ensure(options: CallOptions = {}): Promise<QueueResource[]> {
    return ensureResources(this.#parts(), options)
  }

  /** Finds out the buckets' regions, and whether `account` owns them. Never throws. */
  async locateBuckets(account: string | null, options: CallOptions = {}): Promise<void> {
    await locateBuckets(this.#parts(), account, options)
  }

  #parts(): JobQueueParts {
    return {
      layout: this.names,
      buckets: this.#buckets,
      queues: this.sqsQueues,
      region: this.#region,
    }
  }
}

/** @throws EngineError `BAD_REQUEST` for a key that S3 does not support. */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > 1_024) throw new EngineError('BAD_REQUEST', 'A key has 1 to 1,024 bytes.')
}
