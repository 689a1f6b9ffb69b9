import {
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  AbortMultipartUploadCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import type { EngineClients } from '../src/main/engine/aws/transport/clients.ts'
import { JobQueue } from '../src/main/engine/job-queue/job-queue.ts'

/**
 * The buckets and queues of one run. Only these are ever deleted. Their names are random, and none of them
 * existed before.
 */
export class OwnResources {
  readonly queue: JobQueue
  readonly deadQueue: string
  readonly #clients: EngineClients
  #isOurs = false

  constructor(name: string, clients: EngineClients) {
    this.#clients = clients
    this.queue = new JobQueue({
      config: { name, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
      clients,
    })
    this.deadQueue = `${name}-dead`
  }

  get buckets(): readonly string[] {
    return this.queue.names.buckets
  }

  get queues(): readonly string[] {
    const { names, config } = this.queue
    return [...config.statuses.map((status) => names.queue(status)), this.deadQueue]
  }

  /** Creates the resources. Throws if one of them already exists, because it then belongs to someone else. */
  async create(): Promise<void> {
    const existing = (await this.queue.describe()).filter(({ state }) => state !== 'missing')
    if (existing.length > 0)
      throw new Error(`${existing[0]?.name} already exists. Run the command again for another name.`)
    this.#isOurs = true
    await this.queue.ensure()
  }

  /** Deletes the resources that exist. Returns commands that delete the rest. */
  async remove(): Promise<readonly string[]> {
    if (!this.#isOurs) return []
    const left = await Promise.all([
      ...this.buckets.map((bucket) =>
        this.#removeBucket(bucket).then(
          () => [],
          () => [`aws s3 rb --force s3://${bucket}`],
        ),
      ),
      ...this.queues.map((name) =>
        this.#removeQueue(name).then(
          () => [],
          () => [
            `aws sqs delete-queue --queue-url "$(aws sqs get-queue-url --queue-name ${name} --query QueueUrl --output text)"`,
          ],
        ),
      ),
    ])
    return left.flat()
  }

  async #removeBucket(bucket: string): Promise<void> {
    try {
      const { s3 } = this.#clients.s3Of(bucket)
      await emptyBucket(s3, bucket)
      await s3.send(new DeleteBucketCommand({ Bucket: bucket }))
    } catch (error) {
      if (nameOf(error) !== 'NoSuchBucket') throw error
    }
  }

  async #removeQueue(name: string): Promise<void> {
    try {
      const { QueueUrl } = await this.#clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }))
      await this.#clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
    } catch (error) {
      if (!/NonExistentQueue|QueueDoesNotExist/.test(nameOf(error))) throw error
    }
  }
}

async function emptyBucket(s3: S3Client, bucket: string): Promise<void> {
  const { Uploads = [] } = await s3
    .send(new ListMultipartUploadsCommand({ Bucket: bucket }))
    .catch(() => ({ Uploads: [] }))
  for (const { Key, UploadId } of Uploads) {
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
  }
  for (;;) {
    const { Contents = [], IsTruncated } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }))
    for (const { Key } of Contents) await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
    if (IsTruncated !== true) return
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}
