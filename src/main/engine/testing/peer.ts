import { randomUUID } from 'node:crypto'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'

/** A message that the peer has received. */
export type PeerJob = {
  readonly id: string
  readonly receiptHandle: string
  /** Every field of the message, `bucket` and `key` among them. */
  readonly [field: string]: unknown
}

/**
 * Another user of a job queue, like remotejob 1.0.0 (`in-out`) or 2.3.0 (`single`). It follows the protocol with the bare
 * SDK and shares no code with the engine, so it tests the wire format.
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
  }) {
    const base = { region: 'us-west-1', credentials: options.keys }
    this.#name = options.name
    this.#layout = options.layout
    this.#s3 = new S3Client({
      ...base,
      endpoint: options.s3Endpoint,
      forcePathStyle: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    })
    this.#sqs = new SQSClient({ ...base, endpoint: options.sqsEndpoint, useQueueUrlAsEndpoint: false })
  }

  bucket(direction: 'in' | 'out'): string {
    return this.#layout === 'single' ? `remotejobs-${this.#name}` : `remotejobs-${direction}-${this.#name}`
  }

  async store(direction: 'in' | 'out', data: Readonly<Record<string, string>>): Promise<string> {
    const { key = randomUUID(), body = '', ...metadata } = data
    await this.#s3.send(
      new PutObjectCommand({
        Bucket: this.bucket(direction),
        Key: key,
        Body: Buffer.from(body),
        Metadata: metadata,
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
      const answer = await this.#sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 1, WaitTimeSeconds: 5 }),
      )
      const message = answer.Messages?.[0]
      if (!message) continue
      let fields: Record<string, unknown> = {}
      try {
        fields = JSON.parse(message.Body ?? '') as Record<string, unknown>
      } catch {
        // remotejob turns it into a job without fields.
      }
      return { ...fields, id: message.MessageId ?? '', receiptHandle: message.ReceiptHandle ?? '' }
    }
  }

  async acknowledge(job: PeerJob, status = 'pending'): Promise<void> {
    await this.#sqs.send(
      new DeleteMessageCommand({ QueueUrl: await this.#url(status), ReceiptHandle: job.receiptHandle }),
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
    const answer = await this.#sqs.send(new GetQueueUrlCommand({ QueueName: `${this.#name}-${status}` }))
    return answer.QueueUrl ?? ''
  }
}
