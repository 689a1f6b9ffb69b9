import type { SqsQueueSettings } from '../../../shared/queues/queue-settings.ts'
import { readAttributes, readTags } from '../aws/sqs/queue-admin.ts'
import { deadLetterOf } from '../aws/sqs/queue-settings.ts'
import { countFrom, depthFrom } from '../aws/sqs/server-numbers.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'

/** SQS policies and tags are shorter. */
const maxTextLength = 32_768
const maxTags = 100

/** Reads the settings of a job queue's SQS queues, and of their dead-letter queues. Never throws. */
export async function readSettings(jobQueue: JobQueue): Promise<readonly SqsQueueSettings[]> {
  const own = await Promise.all(
    jobQueue.config.statuses.map((status) =>
      readOne(jobQueue.queueNamed(jobQueue.names.queue(status)), status),
    ),
  )
  const names = new Set(own.flatMap(({ redrive }) => redrive?.queue ?? []))
  const dead = [...names].filter((name) => !own.some((one) => one.name === name))
  return [...own, ...(await Promise.all(dead.map((name) => readOne(jobQueue.queueNamed(name), null))))]
}

async function readOne(queue: SqsQueue, status: string | null): Promise<SqsQueueSettings> {
  const [attributes, tags] = await Promise.allSettled([readAttributes(queue), readTags(queue)])
  const read: Readonly<Record<string, string>> = attributes.status === 'fulfilled' ? attributes.value : {}
  const number = (name: string): number | null => countFrom(read[name])
  const text = (name: string): string | null => read[name]?.slice(0, maxTextLength) || null
  const created = number('CreatedTimestamp')
  return {
    name: queue.name,
    status,
    error: attributes.status === 'rejected' ? toWire(withPermission(attributes.reason, queue)) : null,
    depth: attributes.status === 'rejected' ? null : depthFrom(read),
    visibilityTimeout: number('VisibilityTimeout'),
    delay: number('DelaySeconds'),
    retention: number('MessageRetentionPeriod'),
    waitTime: number('ReceiveMessageWaitTimeSeconds'),
    maxMessageBytes: number('MaximumMessageSize'),
    redrive: deadLetterOf(read['RedrivePolicy']),
    encryption: encryptionOf(read),
    kmsKey: text('KmsMasterKeyId'),
    policy: text('Policy'),
    tags:
      tags.status === 'rejected'
        ? null
        : Object.entries(tags.value)
            .slice(0, maxTags)
            .map(([name, value]) => ({ name, value: value.slice(0, 1_000) })),
    tagsError: tags.status === 'rejected' ? toWire(toEngineError(tags.reason)) : null,
    arn: text('QueueArn'),
    createdAt: created === null ? null : created * 1_000,
    fifo: read['FifoQueue'] === 'true',
  }
}

function encryptionOf(read: Readonly<Record<string, string>>): SqsQueueSettings['encryption'] {
  if (read['KmsMasterKeyId']) return 'kms'
  if (read['SqsManagedSseEnabled'] === undefined) return null
  return read['SqsManagedSseEnabled'] === 'true' ? 'sqs' : 'none'
}

function withPermission(reason: unknown, { name }: SqsQueue): EngineError {
  const error = toEngineError(reason)
  if (error.code !== 'ACCESS_DENIED') return error
  return new EngineError(
    'ACCESS_DENIED',
    `The settings of ${name} cannot be read: these access keys lack sqs:GetQueueAttributes.`,
    {
      cause: error,
    },
  )
}
