import {
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { z } from 'zod'
import type { CallOptions } from '../transport/aws-call.ts'
import type { SqsQueue } from './sqs-queue.ts'

/** More than any queue has. Limits how much a server can make the app collect. */
const maxSources = 1_000

const texts = z.record(z.string(), z.string().catch('')).nullish()
const sources = z.object({ queueUrls: z.array(z.string()).nullish(), NextToken: z.string().nullish() })

/** Returns all of a queue's attributes, as reported by the server. */
export async function readAttributes(
  queue: SqsQueue,
  options: CallOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const response = await queue.run("Reading the queue's settings", options, (sqs, QueueUrl, send) =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }), send),
  )
  return texts.catch({}).parse(response.Attributes) ?? {}
}

/** Returns a queue's tags. */
export async function readTags(
  queue: SqsQueue,
  options: CallOptions = {},
): Promise<Readonly<Record<string, string>>> {
  const response = await queue.run("Reading the queue's tags", options, (sqs, QueueUrl, send) =>
    sqs.send(new ListQueueTagsCommand({ QueueUrl }), send),
  )
  return texts.catch({}).parse(response.Tags) ?? {}
}

/** Changes attributes of a queue. SQS takes up to a minute to apply them everywhere. */
export async function setAttributes(
  queue: SqsQueue,
  attributes: Readonly<Record<string, string>>,
  options: CallOptions = {},
): Promise<void> {
  await queue.run("Changing the queue's settings", options, (sqs, QueueUrl, send) =>
    sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { ...attributes } }), send),
  )
  queue.forgetSettings()
}

/**
 * Deletes all messages of a queue. SQS takes up to a minute for this.
 *
 * @throws EngineError `PURGE_TOO_SOON`.
 */
export async function purge(queue: SqsQueue, options: CallOptions = {}): Promise<void> {
  await queue.run('Purging the queue', options, (sqs, QueueUrl, send) =>
    sqs.send(new PurgeQueueCommand({ QueueUrl }), send),
  )
}

/** Returns the names of the queues that have this one as their dead-letter queue. */
export async function readSources(queue: SqsQueue, options: CallOptions = {}): Promise<readonly string[]> {
  const names: string[] = []
  let token: string | undefined
  do {
    const page = token === undefined ? {} : { NextToken: token, MaxResults: maxSources }
    const response = await queue.run("Reading the queue's sources", options, (sqs, QueueUrl, send) =>
      sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl, ...page }), send),
    )
    const { queueUrls, NextToken } = sources.catch({ queueUrls: [] }).parse(response)
    names.push(...(queueUrls ?? []).map((url) => url.split('/').at(-1) ?? ''))
    token = NextToken ?? undefined
  } while (token !== undefined && names.length < maxSources)
  return names
}
