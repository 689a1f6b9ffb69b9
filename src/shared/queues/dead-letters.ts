import { z } from 'zod'
import { wireError } from '../errors.ts'
import { listOf } from '../ipc/bounded.ts'
import { jobFields } from '../jobs/job-fields.ts'
import { jobId } from '../jobs/jobs.ts'
import { queueName, statusDepth } from './queues.ts'

/** An SQS queue's name. */
export const sqsQueueName = z.string().regex(/^[\w-]{1,80}(?:\.fifo)?$/)

/** The longest message that can be edited, in characters. Longer ones are resubmitted unchanged. */
export const longestEdited = 32_768

/** One of a job queue's dead-letter queues. */
export const deadLetterQueue = z.strictObject({
  name: sqsQueueName,
  /** Its approximate counts, or `null` if they cannot be read. */
  depth: statusDepth.nullable(),
  /** The SQS queues that it gets messages from, with the number of receives that each allows, or `null` if unknown. */
  sources: z.array(z.strictObject({ queue: z.string(), maxReceives: z.int().nullable() })),
  /** True if this list is complete. The server or a missing permission may hide some sources. */
  allSources: z.boolean(),
  /** How long it keeps a message, in seconds, or `null` if unknown. */
  retentionSeconds: z.int().nullable(),
  error: wireError.nullable(),
})
export type DeadLetterQueue = z.infer<typeof deadLetterQueue>

/** A received dead letter. It is hidden from others until `hiddenUntil`. */
export const deadLetter = z.strictObject({
  /** Its id in this session. Receipt handles stay in main. */
  id: z.string(),
  messageId: z.string(),
  /** The first fields of the message. Their number and length are limited. */
  fields: jobFields,
  moreFields: z.int().nonnegative(),
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  /** The message as received, truncated to {@link longestEdited} characters. */
  body: z.string(),
  bodyLength: z.int().nonnegative(),
  attributes: z.array(z.strictObject({ name: z.string(), type: z.string(), value: z.string() })),
  /** True if the body or the attributes are truncated, so that they cannot be edited. */
  isTruncated: z.boolean(),
  receivedCount: z.int(),
  /** By the server's clock, in milliseconds since the epoch. */
  sentAt: z.number().nullable(),
  firstReceivedAt: z.number().nullable(),
  /** The SQS queue that it came from, or `null` if the server does not report it. */
  source: z.string().nullable(),
  hiddenUntil: z.number(),
  /** Its job, if this app has a record of it. */
  job: z.strictObject({ id: jobId, name: z.string() }).nullable(),
  activity: z.enum(['idle', 'submitting', 'deleting', 'putting-back']),
  /** The id of its new message, if it was resubmitted but could not be deleted here. */
  sentAs: z.string().nullable(),
  /** Why the last action failed, or why the message cannot be used. */
  error: wireError.nullable(),
})
export type DeadLetter = z.infer<typeof deadLetter>

/** A run that moves all dead letters of a queue back to their sources. */
export const deadLetterMove = z.strictObject({
  /** `server` if the server moves them, `app` if this app moves them in batches. */
  by: z.enum(['server', 'app']),
  state: z.enum(['running', 'cancelling', 'done', 'cancelled', 'failed']),
  moved: z.int().nonnegative(),
  total: z.int().nonnegative().nullable(),
  startedAt: z.number(),
  error: wireError.nullable(),
})
export type DeadLetterMove = z.infer<typeof deadLetterMove>

/** The dead letters that this session holds. */
export const deadLettersSnapshot = z.strictObject({
  revision: z.int(),
  queues: z.array(
    z.strictObject({
      connectionId: z.string(),
      /** The dead-letter queue's name. */
      name: sqsQueueName,
      /** Newest first. */
      deadLetters: z.array(deadLetter),
      move: deadLetterMove.nullable(),
    }),
  ),
})
export type DeadLettersSnapshot = z.infer<typeof deadLettersSnapshot>

/** A dead letter to submit again. */
export const resubmission = z.strictObject({
  id: z.string().max(64),
  /** The new body, or `null` to keep it. */
  body: z.string().min(1).max(1_048_576).nullable(),
  /** The new attributes, or `null` to keep them. */
  attributes: listOf(
    z.strictObject({
      name: z.string().min(1).max(256),
      type: z.string().min(1).max(256),
      value: z.string().min(1).max(longestEdited),
    }),
    10,
    { min: 0 },
  ).nullable(),
})
export type Resubmission = z.infer<typeof resubmission>

/**
 * The outcome of an action on several dead letters. Failed ones stay in the list, with their error.
 */
export const deadLettersOutcome = z.strictObject({
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
})
export type DeadLettersOutcome = z.infer<typeof deadLettersOutcome>

/** A dead-letter queue, with the job queue that it was found through. */
export const deadLetterRef = z.strictObject({ queue: queueName, name: sqsQueueName })
