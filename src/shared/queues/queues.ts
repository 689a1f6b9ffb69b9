import { z } from 'zod'
import { listOf } from '../ipc/bounded.ts'
import { wireError } from '../errors.ts'
import { queueNameProblem, queueStatusProblem } from './queue-rules.ts'
import { checkedText } from '../texts/checked-text.ts'

/** A job queue's name. */
export const queueName = checkedText(queueNameProblem)

/** `in-out`: two buckets and three queues (remotejob 1.x). `single`: one bucket (remotejob 2.x). */
export const queueLayout = z.enum(['in-out', 'single'])
export type QueueLayout = z.infer<typeof queueLayout>

/** The last part of a status queue's name: `pending`, `inprogress`, `completed` or a custom one. */
export const queueStatus = checkedText(queueStatusProblem)

/** A payload bucket: `in` for new jobs, `out` for results. */
export const direction = z.enum(['in', 'out'])
export type Direction = z.infer<typeof direction>

/** A job queue's configuration. `statuses` starts with `pending`. */
export const queueConfig = z.strictObject({
  name: queueName,
  layout: queueLayout,
  statuses: listOf(queueStatus, 12),
})
export type QueueConfig = z.infer<typeof queueConfig>

/** A job queue's bucket or SQS queue, with its state. */
export const queueResource = z.strictObject({
  kind: z.enum(['bucket', 'queue']),
  name: z.string(),
  state: z.enum(['exists', 'missing', 'foreign', 'denied']),
})
export type QueueResource = z.infer<typeof queueResource>

/** Approximate message counts of one status queue, as reported by SQS. */
export const statusDepth = z.strictObject({
  visible: z.int().nonnegative(),
  inFlight: z.int().nonnegative(),
  delayed: z.int().nonnegative(),
  /** How long a new message stays invisible, in seconds. Absent if the queue does not delay its messages. */
  delaySeconds: z.int().positive().optional(),
})
export type StatusDepth = z.infer<typeof statusDepth>

/** One point in a status queue's history. The time is in milliseconds since the epoch. */
export const depthSample = z.strictObject({ at: z.number(), visible: z.int(), inFlight: z.int() })
export type DepthSample = z.infer<typeof depthSample>

/** One status queue's state. `depth` is `null` until it is first read. */
export const statusQueueState = z.strictObject({
  status: queueStatus,
  depth: statusDepth.nullable(),
  /** When `depth` was read, in milliseconds since the epoch. `pending` is read more often than the others. */
  readAt: z.number().nullable(),
  /** The last 15 minutes, oldest first. */
  history: z.array(depthSample),
})
export type StatusQueueState = z.infer<typeof statusQueueState>

/**
 * A job queue's dead letters: messages that SQS moved away because they were received too
 * often. `queue` is the SQS queue that holds them, or the first one if its status queues have
 * different ones. `count` covers all of them.
 */
export const deadLetters = z.strictObject({
  queue: z.string(),
  /** The approximate number of messages, or `null` until it is first read. */
  count: z.int().nonnegative().nullable(),
  /** When `count` was read, in milliseconds since the epoch. It is read less often than the depths. */
  readAt: z.number().nullable(),
})
export type DeadLetters = z.infer<typeof deadLetters>

/** One job queue's state. After an error the last known depths are kept. */
export const queueState = z.strictObject({
  config: queueConfig,
  statusQueues: z.array(statusQueueState),
  /** `null` if no status queue has a dead-letter queue, or if none has been read yet. */
  dead: deadLetters.nullable(),
  /** When any of the depths was last read, in milliseconds since the epoch. */
  refreshedAt: z.number().nullable(),
  /**
   * The current polling interval in milliseconds, 0 if the server reports each change, or `null` while the queue is not
   * polled.
   */
  intervalMs: z.number().nullable(),
  error: wireError.nullable(),
})
export type QueueState = z.infer<typeof queueState>

/** All of the active connection's job queues. */
export const queuesSnapshot = z.strictObject({
  revision: z.int(),
  connectionId: z.string(),
  queues: z.array(queueState),
  /** Polling requests per hour at the current rate, to servers that charge for them. Never more than the budget. */
  requestsPerHour: z.number().nonnegative(),
})
export type QueuesSnapshot = z.infer<typeof queuesSnapshot>
