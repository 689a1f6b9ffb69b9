import { randomUUID } from 'node:crypto'
import type { ObjectDetail, ObjectsPage } from '../../../shared/objects.ts'
import type { Direction, QueueConfig, QueueResource, StatusDepth } from '../../../shared/queues.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { completeJob, type CompleteOptions, type CompletedResult, type JobResult } from './complete-job.ts'
import { contentTypeOf } from '../protocol/content-types.ts'
import { encodeEnvelope } from '../protocol/message-body.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import type {
  NextBatchOptions,
  NextOptions,
  StoreData,
  StoredPayload,
  TriggerOptions,
} from './job-queue-options.ts'
import { JobReceiver } from './job-receiver.ts'
import { systemClock, type LeaseClock } from './lease-clock.ts'
import type { LeaseDeadlines } from './lease-deadlines.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'
import { layoutOf, type Layout } from '../protocol/resource-names.ts'
import { checkFieldNames, decodeMetadata, encodeMetadata, lowerCased } from '../protocol/object-metadata.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { describeResources, ensureResources, type Parts } from './provisioning.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import { S3Objects, type Payload } from '../aws/s3/s3-objects.ts'
import { S3Uploads, type OpenUpload } from '../aws/s3/s3-uploads.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { StoreOptions } from '../uploads/put-options.ts'
import { putPayload } from '../uploads/put-payload.ts'

export type {
  NextBatchOptions,
  NextOptions,
  StoreData,
  StoredPayload,
  TriggerOptions,
} from './job-queue-options.ts'
export type { CompletedResult, CompleteOptions, JobResult } from './complete-job.ts'
export type { Job, JobOutcome } from '../protocol/job.ts'
export type { Payload } from '../aws/s3/s3-objects.ts'
export type { StoreOptions } from '../uploads/put-options.ts'

/**
 * One job queue over S3 and SQS, in the protocol of remotejob 1.x and 2.x. Every method throws EngineError
 * only, and every one that takes a signal throws `CANCELLED` when it fires.
 */
export class JobQueue {
  readonly config: QueueConfig
  readonly layout: Layout
  #clients: EngineClients
  #store: S3Objects
  #uploads: S3Uploads
  readonly #queues = new Map<string, SqsQueue>()
  readonly #receiver: JobReceiver

  /** @throws EngineError `QUEUE_NAME_INVALID`, `STATUS_UNKNOWN` for a configuration that makes no valid names. */
  constructor(options: {
    readonly config: QueueConfig
    readonly clients: EngineClients
    /** What leases are counted by. Default: the clocks of this computer. */
    readonly clock?: LeaseClock | undefined
  }) {
    this.config = options.config
    this.layout = layoutOf(options.config)
    this.#clients = options.clients
    this.#store = new S3Objects(options.clients)
    this.#uploads = new S3Uploads(options.clients)
    const place = {
      queueName: this.config.name,
      buckets: this.layout.buckets,
      queue: (status: string) => this.#queue(status),
    }
    this.#receiver = new JobReceiver(place, options.clock ?? systemClock)
    this.reconnect(options.clients)
  }

  /** The deadlines of the jobs that this queue has received. */
  get leases(): LeaseDeadlines {
    return this.#receiver.leases
  }

  /** Uses other clients from the next call on: the same job queue, by new keys or at a new address. */
  reconnect(clients: EngineClients): void {
    this.#clients = clients
    this.#store = new S3Objects(clients)
    this.#uploads = new S3Uploads(clients)
    for (const status of this.config.statuses) {
      this.#queues.set(status, new SqsQueue(clients, this.layout.queue(status)))
    }
  }

  /**
   * Stores a payload. Nothing is left of one that fails or is cancelled. `size` in bytes.
   * @throws EngineError `FIELD_*`, `METADATA_TOO_LARGE` before anything is sent; `FILE_*`, `CHECKSUM_MISMATCH`.
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
    const queue = this.#queue(options.status ?? 'pending')
    const extra = options.fields ?? {}
    checkFieldNames(extra)
    checkKey(key)
    const bucket = this.layout.bucket(options.direction ?? 'in')
    const { fields } = await this.#store.head(bucket, key, options)
    return queue.send(encodeEnvelope({ ...fields, ...lowerCased(extra) }, bucket, key), options)
  }

  /**
   * Sends the message for a stored payload whose fields are known, without a look at it, and together with
   * others that are sent at about the same time. The message is the one that `trigger` sends. Returns the job id.
   * @throws EngineError `FIELD_*`, `MESSAGE_TOO_LARGE`, `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async sendStored(payload: StoredPayload, options: CallOptions = {}): Promise<string> {
    const { key, fields, direction = 'in', status = 'pending' } = payload
    const queue = this.#queue(status)
    checkKey(key)
    const body = encodeEnvelope(decodeMetadata(encodeMetadata(fields)), this.layout.bucket(direction), key)
    return queue.sendBatched(body, options)
  }

  /**
   * Stores a payload and triggers it. When the second step fails the payload stays, to be triggered again:
   * give a `key` to know it then. @throws EngineError what `store` and `trigger` throw.
   */
  async submit(
    data: StoreData,
    options: StoreOptions & { readonly status?: string } = {},
  ): Promise<{ readonly jobId: string; readonly key: string }> {
    const { status = 'pending', signal } = options
    const queue = this.#queue(status)
    const key = data.key ?? randomUUID()
    const fields = data.fields ?? {}
    encodeEnvelope(fields, this.layout.bucket('in'), key)
    // A payload without its queue would be half a submit.
    await queue.getUrl({ signal })
    await this.#put('in', data, key, options)
    return { jobId: await this.sendStored({ key, fields, status }, { signal }), key }
  }

  /**
   * Waits for a job of a status in one long poll; `null` when none came. When the signal fires it rejects at
   * once; a job that the poll still brings is released. @throws EngineError `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async next(status: string, options: NextOptions = {}): Promise<Job | null> {
    const [job] = await this.#receiver.nextBatch(status, { ...options, max: 1 })
    return job ?? null
  }

  /**
   * As {@link next}, for up to `max` jobs at once: those that are there, none when none came. When the signal
   * fires it rejects at once; what the poll still brings is released.
   * @throws EngineError `STATUS_UNKNOWN`, `QUEUE_NOT_FOUND`.
   */
  async nextBatch(status: string, options: NextBatchOptions = {}): Promise<readonly Job[]> {
    return this.#receiver.nextBatch(status, options)
  }

  /** Waits for the polls of cancelled `next` calls, and aborts those that outlast the deadline. Never throws. */
  async settle({ deadlineMs }: { readonly deadlineMs: number }): Promise<void> {
    await this.#receiver.settle(deadlineMs)
  }

  /** Deletes a job's message. Stop and await a heartbeat first. @throws EngineError `LEASE_LOST`. */
  async acknowledge(job: Job, options: CallOptions = {}): Promise<void> {
    await this.#receiver.acknowledge(job, options)
  }

  /**
   * Deletes the messages of many jobs, ten to a request. Answers with the outcome of each, in their order: one
   * whose lease is over (`LEASE_LOST`) is not asked for. Throws nothing.
   */
  async acknowledgeBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    return this.#receiver.acknowledgeBatch(jobs, options)
  }

  /** Gives a job back, so that the next one to ask gets it. @throws EngineError `LEASE_LOST`. */
  async release(job: Job, options: CallOptions = {}): Promise<void> {
    await this.#receiver.release(job, options)
  }

  /** Gives many jobs back, ten to a request. Answers with the outcome of each, in their order. Throws nothing. */
  async releaseBatch(jobs: readonly Job[], options: CallOptions = {}): Promise<readonly JobOutcome[]> {
    return this.#receiver.releaseBatch(jobs, options)
  }

  /**
   * Extends a job's lease to `leaseSeconds` (default 30) from now. Returns the new deadline, in milliseconds
   * since the epoch. @throws EngineError `LEASE_LOST` when SQS has ended it or 12 hours would be over.
   */
  async renew(job: Job, options: CallOptions & { readonly leaseSeconds?: number } = {}): Promise<number> {
    return this.#receiver.renew(job, options.leaseSeconds ?? 30, options)
  }

  /**
   * Extends the leases of many jobs, ten to a request, each by its own `leaseSeconds` from now, over sockets that
   * no other work can keep busy. Answers with each one's new deadline or error, in their order. Throws nothing.
   */
  async renewBatch(
    renewals: readonly { readonly job: Job; readonly leaseSeconds: number }[],
    options: CallOptions = {},
  ): Promise<readonly (number | EngineError)[]> {
    return this.#receiver.renewBatch(renewals, options)
  }

  /**
   * Moves a job to `inprogress`: the same message there, then the old one deleted. Returns the new job id.
   * @throws EngineError `STATUS_UNKNOWN`, `LEASE_LOST`, and the job's own error for one without a payload.
   */
  async start(
    job: Job,
    options: CallOptions & { readonly status?: string; readonly beforeDelete?: () => Promise<void> } = {},
  ): Promise<string> {
    const queue = this.#queue(options.status ?? 'inprogress')
    if (job.bucket === null || job.key === null) throw job.error ?? new EngineError('MESSAGE_WITHOUT_KEY')
    this.leases.of(job).check()
    // As it came: written anew from the fields, a peer's numbers and objects would turn into texts.
    const id = await queue.send(job.rawBody, options)
    await options.beforeDelete?.()
    await this.acknowledge(job)
    return id
  }

  /**
   * Stores every result under `<job id>-<key>` in the out bucket, sends a message for each to `completed`,
   * then deletes the job's own message: in that order over the whole set, so that a crash leaves a duplicate
   * and never a loss. All checks come before the first step.
   * @throws EngineError what the three steps throw; `MESSAGE_TOO_DEEP`.
   */
  async complete(
    job: Job,
    results: readonly JobResult[],
    options: CompleteOptions = {},
  ): Promise<readonly CompletedResult[]> {
    const queue = this.#queue(options.status ?? 'completed')
    return completeJob(this, queue, job, results, {
      ...options,
      checkLease: () => this.leases.of(job).check(),
    })
  }

  /** The payload under a key, opened for reading. @throws EngineError `OBJECT_NOT_FOUND`. */
  async retrieve(direction: Direction, key: string, options: CallOptions = {}): Promise<Payload> {
    return this.download({ bucket: this.layout.bucket(direction), key }, options)
  }

  /** An object of any bucket, opened for reading: ask the person before a foreign one. @throws EngineError `OBJECT_NOT_FOUND`. */
  async download(
    place: { readonly bucket: string; readonly key: string },
    options: CallOptions = {},
  ): Promise<Payload> {
    return this.#store.get(place.bucket, place.key, options)
  }

  /** An object of any bucket, to be read in ranges: ask the person before a foreign one. */
  source(place: { readonly bucket: string; readonly key: string }): ObjectSource {
    const { bucket, key } = place
    return {
      supportsRanges: () => this.#store.supportsRanges,
      describe: (signal) => this.#store.describe(bucket, key, { signal }),
      read: (range, ifMatch, signal) => this.#store.get(bucket, key, { range, ifMatch, signal }),
    }
  }

  /** What S3 says of an object; `in` and `out` stand for the queue's own buckets. @throws EngineError `OBJECT_NOT_FOUND`. */
  async describeObject(
    bucketOrDirection: string,
    key: string,
    options: CallOptions = {},
  ): Promise<ObjectDetail> {
    const own = bucketOrDirection === 'in' || bucketOrDirection === 'out'
    return this.#store.head(own ? this.layout.bucket(bucketOrDirection) : bucketOrDirection, key, options)
  }

  /** Removes a payload for good; one that is gone already is no error. */
  async remove(direction: Direction, key: string, options: CallOptions = {}): Promise<void> {
    await this.#store.remove(this.layout.bucket(direction), key, options)
  }

  /** Removes a multipart upload with its parts; one that is gone already is no error. */
  async abortMultipart(upload: OpenUpload, options: CallOptions = {}): Promise<void> {
    await this.#uploads.abort(upload, options)
  }

  /**
   * The approximate counts of each status (default: all of them), asked for in parallel. Ends when no request is
   * under way any more, and throws the first error. `onRequest` is called for each request, retries too.
   */
  async depths(
    options: CallOptions & {
      readonly statuses?: readonly string[]
      readonly onRequest?: (() => void) | undefined
    } = {},
  ): Promise<Record<string, StatusDepth>> {
    const statuses = options.statuses ?? this.config.statuses
    const counted = statuses.map(
      async (status) => [status, await this.#queue(status).attributes(options)] as const,
    )
    await Promise.allSettled(counted)
    return Object.fromEntries(await Promise.all(counted))
  }

  /** One page of the payloads of a direction, by key. `limit`: 1 to 1,000, default 200. */
  async list(
    direction: Direction,
    options: CallOptions & { readonly cursor?: string | null; readonly limit?: number } = {},
  ): Promise<ObjectsPage> {
    return this.#store.listPage(this.layout.bucket(direction), options)
  }

  /** Which of its buckets and queues exist; changes nothing. A bucket of somebody else shows as `denied`. */
  async describe(options: CallOptions = {}): Promise<QueueResource[]> {
    return describeResources(this.#parts(), options)
  }

  /** Creates the buckets and queues that are missing, and returns those. @throws EngineError `BUCKET_FOREIGN`. */
  async ensure(options: CallOptions = {}): Promise<QueueResource[]> {
    return ensureResources(this.#parts(), options)
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
      bucket: this.layout.bucket(direction),
      key,
      keyIsNew: data.keyIsNew ?? data.key === undefined,
      contentType: data.contentType ?? (fileName === undefined ? null : contentTypeOf(fileName)),
      metadata,
    }
    const calls = { store: this.#store, uploads: this.#uploads }
    return { key, size: await putPayload(calls, target, data.body ?? '', options) }
  }

  #parts(): Parts {
    const queues = [...this.#queues.values()]
    return { layout: this.layout, store: this.#store, queues, region: this.#clients.region }
  }

  #queue(status: string): SqsQueue {
    const name = this.layout.queue(status)
    const queue = this.#queues.get(status)
    if (!queue) throw new EngineError('STATUS_UNKNOWN', `The job queue has no queue ${name}.`)
    return queue
  }
}

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes < 1 || bytes > 1_024) throw new EngineError('BAD_REQUEST', 'A key has 1 to 1,024 bytes.')
}
