import { z } from 'zod'
import { wireError } from '../errors.ts'
import { jobFields } from '../jobs/job-fields.ts'
import { jobId } from '../jobs/jobs.ts'
import { queueName, statusDepth } from './queues.ts'

/** The name of an SQS queue. */
export const sqsQueueName = z.string().regex(/^[\w-]{1,80}(?:\.fifo)?$/)

/** The longest message that can be edited, in characters. A longer one is submitted again as it is. */
export const longestEdited = 32_768

/** A dead-letter queue of a job queue. */
export const deadLetterQueue = z.strictObject({
  name: sqsQueueName,
  /** Its approximate counts; `null` if they cannot be read. */
  depth: statusDepth.nullable(),
  /** The SQS queues that it gets messages from, with the receives that each allows; `null` if that is not known. */
  sources: z.array(z.strictObject({ queue: z.string(), maxReceives: z.int().nullable() })),
  /** Whether this list is complete: the server or a missing permission may hide some sources. */
  allSources: z.boolean(),
  /** How long it keeps a message, in seconds; `null` if that is not known. */
  retentionSeconds: z.int().nullable(),
  error: wireError.nullable(),
})
export type DeadLetterQueue = z.infer<typeof deadLetterQueue>

/** A dead letter that this app has received, so that nobody else sees it until `hiddenUntil`. */
export const deadLetter = z.strictObject({
  /** Its id in this session. Receipt handles stay in main. */
  id: z.string(),
  messageId: z.string(),
  /** The first fields of the message: 100 at most, and not many characters. */
  fields: jobFields,
  moreFields: z.int().nonnegative(),
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  /** The message as received, cut to {@link longestEdited} characters. */
  body: z.string(),
  bodyLength: z.int().nonnegative(),
  attributes: z.array(z.strictObject({ name: z.string(), type: z.string(), value: z.string() })),
  /** Whether body or attributes are shown in part only, so that they cannot be edited. */
  isCut: z.boolean(),
  receivedCount: z.int(),
  /** By the server's clock, in milliseconds since the epoch. */
  sentAt: z.number().nullable(),
  firstReceivedAt: z.number().nullable(),
  /** The SQS queue that it came from; `null` if the server does not say. */
  source: z.string().nullable(),
  hiddenUntil: z.number(),
  /** The job that it is, if this app knows it. */
  job: z.strictObject({ id: jobId, name: z.string() }).nullable(),
  activity: z.enum(['idle', 'submitting', 'deleting', 'putting-back']),
  /** The id of its new message, if it was submitted again but is still here, because it could not be deleted. */
  sentAs: z.string().nullable(),
  /** Why the last action failed, or why the message cannot be used. */
  error: wireError.nullable(),
})
export type DeadLetter = z.infer<typeof deadLetter>

/** Moving all dead letters of a queue back to where they came from. */
export const deadLetterMove = z.strictObject({
  /** Whether the server moves them, or this app does so batch by batch. */
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
      /** The name of the dead-letter queue. */
      name: sqsQueueName,
      /** Newest first. */
      letters: z.array(deadLetter),
      move: deadLetterMove.nullable(),
    }),
  ),
})
export type DeadLettersSnapshot = z.infer<typeof deadLettersSnapshot>

/** A dead letter to submit again. */
export const resubmission = z.strictObject({
  id: z.string().max(64),
  /** The new body; `null`: as it was. */
  body: z.string().min(1).max(1_048_576).nullable(),
  /** The new attributes; `null`: as they were. */
  attributes: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(256),
        type: z.string().min(1).max(256),
        value: z.string().min(1).max(longestEdited),
      }),
    )
    .max(10)
    .nullable(),
})
export type Resubmission = z.infer<typeof resubmission>

/** The outcome of an action on several dead letters. The failed ones stay in the list, with their error. */
export const deadLettersOutcome = z.strictObject({
  done: z.int().nonnegative(),
  failed: z.int().nonnegative(),
})
export type DeadLettersOutcome = z.infer<typeof deadLettersOutcome>

/** A dead-letter queue, and the job queue that it was found through. */
export const deadLetterRef = z.strictObject({ queue: queueName, name: sqsQueueName })
