import { z } from 'zod'
import { sqsQueueName } from './dead-letters.ts'
import { wireError } from '../errors.ts'
import { queueName, queueStatus, statusDepth } from './queues.ts'
import { changeableSettings } from '../connections/settings-ranges.ts'

const seconds = z.int().nonnegative().nullable()

/**
 * One SQS queue's settings. `null` means that the server does not report it. Durations are in
 * seconds.
 */
export const sqsQueueSettings = z.strictObject({
  name: sqsQueueName,
  /** The status that the queue belongs to, or `null` for a dead-letter queue. */
  status: queueStatus.nullable(),
  /** Why the settings cannot be read. */
  error: wireError.nullable(),
  depth: statusDepth.nullable(),
  visibilityTimeout: seconds,
  delay: seconds,
  retention: seconds,
  waitTime: seconds,
  /** In bytes. */
  maxMessageBytes: z.int().nonnegative().nullable(),
  redrive: z.strictObject({ queue: z.string(), maxReceives: z.int() }).nullable(),
  encryption: z.enum(['none', 'sqs', 'kms']).nullable(),
  /** The KMS key's id or alias, if the queue is encrypted with one. */
  kmsKey: z.string().nullable(),
  /** The JSON of its access policy. */
  policy: z.string().nullable(),
  /** `null` if they cannot be read. */
  tags: z.array(z.strictObject({ name: z.string(), value: z.string() })).nullable(),
  tagsError: wireError.nullable(),
  arn: z.string().nullable(),
  /** In milliseconds since the epoch. */
  createdAt: z.number().nullable(),
  fifo: z.boolean(),
})
export type SqsQueueSettings = z.infer<typeof sqsQueueSettings>

const within = ([min, max]: readonly [number, number]) => z.int().min(min).max(max).optional()

/** New values for some of an SQS queue's settings. */
export const settingsChange = z
  .strictObject({
    visibilityTimeout: within(changeableSettings.visibilityTimeout),
    delay: within(changeableSettings.delay),
    retention: within(changeableSettings.retention),
    waitTime: within(changeableSettings.waitTime),
    maxReceives: within(changeableSettings.maxReceives),
  })
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'No setting would change.')
export type SettingsChange = z.infer<typeof settingsChange>

/** One of a job queue's status queues. */
export const statusQueueRef = z.strictObject({ queue: queueName, status: queueStatus })

/** The messages that a purge would delete, and how many of them could be restored. */
export const purgePlan = z.strictObject({
  /** The SQS queue's name, which the user types to confirm. */
  name: sqsQueueName,
  depth: statusDepth,
  /** The number of this app's jobs that may be in the queue and whose payloads can be resent. */
  restorable: z.int().nonnegative(),
  /** When this app may purge the queue again, in milliseconds since the epoch. `null` means now. */
  possibleAt: z.number().nullable(),
})
export type PurgePlan = z.infer<typeof purgePlan>

/** A purge that can be undone in this session. */
export const purgeDone = z.strictObject({ undoId: z.string().nullable(), restorable: z.int().nonnegative() })
export type PurgeDone = z.infer<typeof purgeDone>

/** The outcome of undoing a purge. */
export const undoOutcome = z.strictObject({
  restored: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  /** The first error. */
  error: wireError.nullable(),
})
export type UndoOutcome = z.infer<typeof undoOutcome>
