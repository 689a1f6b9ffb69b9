import { randomUUID } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'

/** A message received by the peer. */
export type PeerJob = {
  /** The MessageId. A field of the same name replaces it, as a field called `data` replaces the message. */
  readonly id: unknown
  readonly data: { readonly ReceiptHandle?: string | undefined }
  /** Every field of the message with its JSON value, including `bucket` and `key`. */
  readonly [field: string]: unknown
}

/** By default, remotejob creates its buckets in one region and its queues in another. */
const originalRegions = { s3: 'us-east-1', sqs: 'us-west-1' }

/**
 * Another user of a job queue, like remotejob 1.0.0 (`in-out`) or 2.3.0 (`single`). It implements the
 * protocol with the bare SDK and shares no code with the engine, so it tests the wire format.
 */
export class Peer {
  readonly #name: string
  readonly #layout: 'in-out' | 'single'
  readonly #s3: S3Client
  readonly #sqs: SQSClient

  constructor(options: {
    readonly name: string
    readonly layout: 'in-out' | 'single'
    readonly s3Endpoint: string
    readonly sqsEndpoint: string
    readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string }
    readonly regions?: { readonly s3: string; readonly sqs: string }
  }) {
    const { keys: credentials, regions = originalRegions } = options
    this.#name = options.name
    this.#layout = options.layout
    this.#s3 = new S3Client({
      region: regions.s3,
      credentials,
      endpoint: options.s3Endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    })
    this.#sqs = new SQSClient({
      region: regions.sqs,
      credentials,
      endpoint: options.sqsEndpoint,
      useQueueUrlAsEndpoint: false,
    })
  }

  bucket(direction: 'in' | 'out'): string {
    return this.#layout === 'single' ? `remotejobs-${this.#name}` : `remotejobs-${direction}-${this.#name}`
  }

  /** Creates the buckets and queues as remotejob does at each launch: in its own regions, private, for long polls. */
  async connect(): Promise<void> {
    for (const Bucket of new Set([this.bucket('in'), this.bucket('out')])) {
      await this.#s3.send(new CreateBucketCommand({ Bucket, ACL: 'private' })).catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== 'BucketAlreadyOwnedByYou') throw error
      })
    }
    for (const status of ['pending', 'inprogress', 'completed']) {
      await this.#sqs.send(
        new CreateQueueCommand({
          QueueName: `${this.#name}-${status}`,
          Attributes: { ReceiveMessageWaitTimeSeconds: '20', VisibilityTimeout: '30' },
        }),
      )
    }
  }

  async store(direction: 'in' | 'out', data: Readonly<Record<string, string>>): Promise<string> {
    const { key = randomUUID(), body = '', ...metadata } = data
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.bucket(direction),
        Key: key,
        Body: Buffer.from(body),
        Metadata: metadata,
        // Buckets created since April 2023 reject it, unless access control lists are enabled.
        ACL: 'bucket-owner-read',
      }),
    )
    return key
  }

  async trigger(key: string, status = 'pending'): Promise<string> {
    const Bucket = this.bucket('in')
    const head = await this.#s3.send(new HeadObjectCommand({ Bucket, Key: key }))
    return this.send(JSON.stringify({ ...head.Metadata, bucket: Bucket, key }), status)
  }

  async submit(data: Readonly<Record<string, string>>): Promise<string> {
    return this.trigger(await this.store('in', data))
  }

  /** Sends any text as a message. Returns the MessageId. */
  async send(body: string, status = 'pending'): Promise<string> {
    const sent = await this.#sqs.send(
      new SendMessageCommand({ QueueUrl: await this.#url(status), MessageBody: body }),
    )
    return sent.MessageId ?? ''
  }

  async next(status = 'pending'): Promise<PeerJob> {
    const QueueUrl = await this.#url(status)
    for (;;) {
      const response = await this.#sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 5 }),
      )
      const message = response.Messages?.[0]
      if (!message) continue
      return { data: message, id: message.MessageId ?? '', ...fieldsOf(message.Body ?? '') }
    }
  }

  async acknowledge(job: PeerJob, status = 'pending'): Promise<void> {
    await this.#sqs.send(
      new DeleteMessageCommand({ QueueUrl: await this.#url(status), ReceiptHandle: job.data.ReceiptHandle }),
    )
  }

  async read(job: PeerJob): Promise<string> {
    const object = await this.#s3.send(
      new GetObjectCommand({ Bucket: String(job['bucket']), Key: String(job['key']) }),
    )
    return (await object.Body?.transformToString()) ?? ''
  }

  async remove(direction: 'in' | 'out', key: string): Promise<void> {
    await this.#s3.send(new DeleteObjectCommand({ Bucket: this.bucket(direction), Key: key }))
  }

  close(): void {
    this.#s3.destroy()
    this.#sqs.destroy()
  }

  async #url(status: string): Promise<string> {
    const response = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: `${this.#name}-${status}` }))
    return response.QueueUrl ?? ''
  }
}

/** Returns the fields with their JSON types. A body that is not JSON has none. For `null`, remotejob throws. */
function fieldsOf(body: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return {}
  }
  if (value === null) throw new TypeError('Cannot convert undefined or null to object')
  return Object.fromEntries(Object.entries(value as object))
}
