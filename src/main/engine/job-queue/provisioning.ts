import type { QueueResource } from '../../../shared/queues/queues.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ResourceNames } from '../protocol/resource-names.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { S3Buckets } from '../aws/s3/s3-buckets.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'

/** A job queue's buckets and queues. */
export type JobQueueParts = {
  readonly layout: ResourceNames
  readonly buckets: S3Buckets
  readonly queues: readonly SqsQueue[]
  readonly region: string
}

/**
 * Returns a job queue's buckets and queues, with their state. Changes nothing. Another account's bucket is
 * `denied`, and so is one without permission, because only an attempt to create it tells the two apart.
 * @throws EngineError for wrong keys, region or network.
 */
export async function describeResources(
  parts: JobQueueParts,
  options: CallOptions,
): Promise<QueueResource[]> {
  const buckets = parts.layout.buckets.map(async (name): Promise<QueueResource> => {
    return { kind: 'bucket', name, state: await parts.buckets.check(name, options) }
  })
  const queues = parts.queues.map(async (queue): Promise<QueueResource> => {
    return { kind: 'queue', name: queue.name, state: await stateOf(queue, options) }
  })
  return Promise.all([...buckets, ...queues])
}

/**
 * Finds out each bucket's region, and whether the owner of the queues owns it. `account` is that owner, or
 * `null` to use the account in a queue URL. Never throws.
 */
export async function locateBuckets(
  parts: JobQueueParts,
  account: string | null,
  options: CallOptions,
): Promise<void> {
  const url = account === null ? await parts.queues[0]?.getUrl(options).catch(() => '') : ''
  const owner = account ?? /\/(\d{12})\/[^/]+$/.exec(url ?? '')?.[1] ?? null
  await Promise.all(parts.layout.buckets.map((bucket) => parts.buckets.locateBucket(bucket, owner, options)))
}

/**
 * Creates the missing buckets and queues, and returns them. Stops at the first failure, and the next call
 * continues from there. @throws EngineError `BUCKET_FOREIGN` if another account owns a bucket of that name,
 * and errors from S3 and SQS.
 */
export async function ensureResources(parts: JobQueueParts, options: CallOptions): Promise<QueueResource[]> {
  const created: QueueResource[] = []
  for (const resource of await describeResources(parts, options)) {
    const { kind, name, state } = resource
    if (state === 'exists') continue
    if (kind === 'bucket') {
      // us-east-1 accepts a request to create a bucket that you already own, but resets its access control lists.
      if (state === 'denied' && parts.region === 'us-east-1') throw foreignBucket(name)
      await parts.buckets.create(name, options)
      if (state === 'denied') throw foreignBucket(name)
    } else {
      if (state !== 'missing')
        throw new EngineError('ACCESS_DENIED', `These access keys cannot use the queue ${name}.`)
      await parts.queues.find((queue) => queue.name === name)?.create(options)
    }
    created.push({ kind, name, state: 'exists' })
  }
  return created
}

async function stateOf(queue: SqsQueue, options: CallOptions): Promise<QueueResource['state']> {
  try {
    await queue.getUrl({ ...options, fresh: true })
    return 'exists'
  } catch (error) {
    if (error instanceof EngineError && error.code === 'QUEUE_NOT_FOUND') return 'missing'
    if (error instanceof EngineError && error.code === 'ACCESS_DENIED') return 'denied'
    throw error
  }
}

function foreignBucket(name: string): EngineError {
  return new EngineError(
    'BUCKET_FOREIGN',
    `The bucket ${name} exists, but these access keys cannot use it: it belongs to someone else, or a permission is missing.`,
  )
}
