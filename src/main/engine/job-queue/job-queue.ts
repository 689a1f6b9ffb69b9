import { randomUUID } from 'node:crypto'
import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { ObjectDetail, ObjectsPage } from '../../../shared/files/objects.ts'
import type { Direction, QueueResource, StatusDepth } from '../../../shared/queues/queues.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { S3Objects, type ListOptions, type Payload } from '../aws/s3/s3-objects.ts'
import { S3Uploads, type OpenUpload } from '../aws/s3/s3-uploads.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { contentTypeOf } from '../protocol/content-types.ts'
import type { Job } from '../protocol/job.ts'
import { formatMessageBody } from '../protocol/message-body.ts'
import {
  checkFieldNames,
  decodeMetadata,
  encodeMetadata,
  lowerCaseNames,
} from '../protocol/object-metadata.ts'
import type { StoreOptions } from '../uploads/put-options.ts'
import { putPayload } from '../uploads/put-payload.ts'
import { completeJob, type CompleteOptions, type CompletedResult, type JobResult } from './complete-job.ts'
import type { JobQueueOptions, StoreData, StoredPayload, TriggerOptions } from './job-queue-options.ts'
import { JobReceiver } from './job-receiver.ts'
import { moveJob, withReason, type MoveSteps } from './move-job.ts'
import { describeResources, ensureResources, learnHomes, type JobQueueParts } from './provisioning.ts'
import { checkIntact } from './received-job.ts'

export type { StoreData, StoredPayload, TriggerOptions } from './job-queue-options.ts'
export type { CompletedResult, CompleteOptions, JobResult } from './complete-job.ts'
export type { Job, JobOutcome } from '../protocol/job.ts'
export type { DeadLetter, QueueSettings } from '../aws/sqs/queue-settings.ts'
export type { Payload } from '../aws/s3/s3-objects.ts'
export type { StoreOptions } from '../uploads/put-options.ts'

/**
 * A job queue over S3 and SQS, with the protocol of remotejob 1.x and 2.x. It adds the sender's half and the
 * objects to the worker's half in {@link JobReceiver}. All methods throw only EngineErrors. Those that take a
 * signal throw `CANCELLED` when it fires.
 */
export class JobQueue extends JobReceiver {
  #region: string
  #store: S3Objects
  #uploads: S3Uploads

  /** @throws EngineError `QUEUE_NAME_INVALID`, `STATUS_UNKNOWN` for a configuration with invalid names. */
  constructor(options: JobQueueOptions) {
    super(options)
    const { clients } = options
    this.#region = clients.s3Region
    this.#store = new S3Objects(clients)
    this.#uploads = new S3Uploads(clients)
    clients.homes.addOwn(this.names.buckets)
  }

  override reconnect(clients: EngineClients): void {
    super.reconnect(clients)
    this.#region = clients.s3Region
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
    return this.#put(direction, data, data.key ?? randomUUID(), options)
  }

  /**
   * Sends the message for a stored payload. Returns the job id.
   * @throws EngineError `OBJECT_NOT_FOUND`, `FIELD_RESERVED`, `MESSAGE_TOO_LARGE`, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async trigger(key: string, options: TriggerOptions = {}): Promise<string> {
    const queue = this.sqsQueue(options.status ?? 'pending')
    const extra = options.fields ?? {}
    checkFieldNames(extra)
    checkKey(key)
    const bucket = this.names.bucket(options.direction ?? 'in')
    const { fields } = await this.#store.head(bucket, key, options)
    return queue.send(formatMessageBody({ ...fields, ...lowerCaseNames(extra) }, bucket, key), options)
  }

  /**
   * Sends the message for a stored payload with known fields. It is the same message as from `trigger`, but
   * needs no S3 request, and shares a request with others sent at about the same time. Returns the job id.
   *
   * @throws EngineError `FIELD_*`, `MESSAGE_TOO_LARGE`, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async sendStored(payload: StoredPayload, options: CallOptions = {}): Promise<string> {
    return this.sendPrepared(this.#messageOf(payload), payload, options)
  }

  /**
   * Returns the message for a payload, after checking that it can be sent. Call it before the payload is
   * stored.
   *
   * @throws EngineError `FIELD_*`, `MESSAGE_TOO_LARGE` for the limit of its queue, `STATUS_UNKNOWN`.
   */
  async prepareMessage(payload: StoredPayload, options: CallOptions = {}): Promise<string> {
    const message = this.#messageOf(payload)
    await this.sqsQueue(payload.status ?? 'pending').checkSize(message, options)
    return message
  }

  /** Sends the message from {@link prepareMessage} like {@link sendStored}. */
  sendPrepared(
    message: string,
    { status = 'pending', delaySeconds }: Pick<StoredPayload, 'status' | 'delaySeconds'>,
    { signal }: CallOptions = {},
  ): Promise<string> {
    return this.sqsQueue(status).sendBatched(message, { signal, delaySeconds })
  }

  /**
   * Stores a payload and sends its message. If the send fails the payload stays, and `trigger` can send the
   * message later. Pass a `key` to know it in that case. @throws the errors of `store` and `trigger`.
   */
  async submit(
    data: StoreData,
    options: StoreOptions & { readonly status?: string } = {},
  ): Promise<{ readonly jobId: string; readonly key: string }> {
    const { status = 'pending', signal } = options
    const queue = this.sqsQueue(status)
    const key = data.key ?? randomUUID()
    const fields = data.fields ?? {}
    // Checks the queue first, because a payload without a message is half a submit.
    await queue.getUrl({ signal })
    const message = await this.prepareMessage({ key, fields, status }, { signal })
    await this.#put('in', data, key, options)
    return { jobId: await this.sendPrepared(message, { status }, { signal }), key }
  }

  /**
   * Moves a job to `inprogress`: sends the same message there, then deletes the old one. Returns the new job
   * id. Also works for a message that names no payload.
   *
   * @throws EngineError `STATUS_UNKNOWN`, `LEASE_LOST`, `CHECKSUM_MISMATCH` for a damaged message.
   */
  async start(
    job: Job,
    options: CallOptions & { readonly status?: string; readonly beforeDelete?: () => Promise<void> } = {},
  ): Promise<string> {
    const { status = 'inprogress', beforeDelete, signal } = options
    return moveJob(this.sqsQueue(status), job, this.#moveSteps(job, beforeDelete), { signal })
  }

  /**
   * Moves a job to the dead-letter queue of its queue, with a reason as a message attribute. Returns the name
   * of the dead-letter queue. @throws EngineError `BAD_REQUEST` if there is none, `LEASE_LOST`,
   * `CHECKSUM_MISMATCH` for a damaged message.
   */
  async moveToDeadLetters(
    job: Job,
    reason: string,
    options: CallOptions & { readonly beforeDelete?: () => Promise<void> } = {},
  ): Promise<string> {
    const { beforeDelete, signal } = options
    const { deadLetter } = await this.settings(job.status, { signal })
    if (deadLetter === null) {
      throw new EngineError('BAD_REQUEST', `${this.names.queue(job.status)} has no dead-letter queue.`, {
        hint: 'Give it a redrive policy first, or release the job.',
        retryable: false,
      })
    }
    const to = this.queueNamed(deadLetter.queue)
    const extras = withReason(job, reason)
    await moveJob(to, job, this.#moveSteps(job, beforeDelete), { signal, extras })
    return deadLetter.queue
  }

  /**
   * Sends the message of an acknowledged job again. Returns the new job id.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message, and errors of the server.
   */
  async sendAgain(job: Job, options: CallOptions = {}): Promise<string> {
    checkIntact(job)
    return this.sqsQueue(job.status).send(job.rawBody, { ...options, extras: job })
  }

  /**
   * Stores every result under `<job id>-<key>` in the out bucket, sends a message for each to `completed`,
   * then deletes the job's own message. Each step finishes for all results before the next one starts, so a
   * crash may leave a duplicate but never loses a result. All checks come before the first step.
   *
   * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message, and the errors of the three steps.
   */
  async complete(
    job: Job,
    results: readonly JobResult[],
    options: CompleteOptions = {},
  ): Promise<readonly CompletedResult[]> {
    const queue = this.sqsQueue(options.status ?? 'completed')
    return completeJob(this, queue, job, results, {
      ...options,
      checkLease: () => this.leases.of(job).check(),
    })
  }

  /** Opens the payload with this key for reading. @throws EngineError `OBJECT_NOT_FOUND`. */
  async retrieve(direction: Direction, key: string, options: CallOptions = {}): Promise<Payload> {
    return this.download({ bucket: this.names.bucket(direction), key }, options)
  }

  /**
   * Opens an object of any bucket for reading. Ask the user before reading from a foreign bucket.
   * @throws EngineError `OBJECT_NOT_FOUND`.
   */
  async download(
    location: { readonly bucket: string; readonly key: string },
    options: CallOptions = {},
  ): Promise<Payload> {
    return this.#store.get(location.bucket, location.key, options)
  }

  /**
   * Returns an object of any bucket that can be read in ranges. Ask the user before reading from a
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
   * Copies an object of any bucket inside S3, under a new key and with new fields.
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

  /**
   * Reads the approximate counts of each status (default: all) in parallel. Settles once no request is in
   * progress, and throws the first error. `onRequest` is called for each request, including retries.
   */
  async depths(
    options: CallOptions & {
      readonly statuses?: readonly string[]
      readonly onRequest?: (() => void) | undefined
    } = {},
  ): Promise<Record<string, StatusDepth>> {
    const statuses = options.statuses ?? this.config.statuses
    const counted = statuses.map(
      async (status) => [status, await this.sqsQueue(status).attributes(options)] as const,
    )
    await Promise.allSettled(counted)
    return Object.fromEntries(await Promise.all(counted))
  }

  /** Returns one page of the payloads in one direction, ordered by key. */
  async list(direction: Direction, options: ListOptions = {}): Promise<ObjectsPage> {
    return this.#store.listPage(this.names.bucket(direction), options)
  }

  /** Returns its buckets and queues, with their state. Changes nothing. A foreign bucket is `denied`. */
  async describe(options: CallOptions = {}): Promise<QueueResource[]> {
    return describeResources(this.#parts(), options)
  }

  /** Creates the missing buckets and queues, and returns them. @throws EngineError `BUCKET_FOREIGN`. */
  async ensure(options: CallOptions = {}): Promise<QueueResource[]> {
    return ensureResources(this.#parts(), options)
  }

  /** Determines the regions of its buckets, and if `account` owns them. Never throws. */
  async learnHomes(account: string | null, options: CallOptions = {}): Promise<void> {
    await learnHomes(this.#parts(), account, options)
  }

  async #put(
    direction: Direction,
    data: StoreData,
    key: string,
    options: StoreOptions,
  ): Promise<{ readonly key: string; readonly size: number }> {
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

  #moveSteps(job: Job, beforeDelete: MoveSteps['beforeDelete']): MoveSteps {
    return {
      checkLease: () => this.leases.of(job).check(),
      beforeDelete,
      acknowledge: () => this.acknowledge(job),
    }
  }

  #messageOf({ key, fields, direction = 'in' }: StoredPayload): string {
    checkKey(key)
    return formatMessageBody(decodeMetadata(encodeMetadata(fields)), this.names.bucket(direction), key)
  }

  #parts(): JobQueueParts {
    return {
      layout: this.names,
      store: this.#store,
      queues: this.sqsQueues,
      region: this.#region,
    }
  }
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > 1_024) throw new EngineError('BAD_REQUEST', 'A key has 1 to 1,024 bytes.')
}
