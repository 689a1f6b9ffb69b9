import { z } from 'zod'
import { alarmRuleId } from './alarms.ts'
import { queueName } from '../queues/queues.ts'

/** Identifies a job queue by its name and connection. */
export const queueRef = z.strictObject({ connectionId: z.string().max(64), queue: queueName })
export type QueueRef = z.infer<typeof queueRef>

/**
 * The precision of a figure.
 * - `exact`: as counted
 * - `about`: approximated by SQS or CloudWatch, or estimated
 * - `at-least` and `at-most`: a proven bound; the true figure may be larger or smaller
 */
export const figureSign = z.enum(['exact', 'about', 'at-least', 'at-most'])

/**
 * The source of a figure.
 * - `counts`: the counts that SQS reports
 * - `samples`: the counts of the last minutes
 * - `completed`: messages that arrived in the completed queue
 * - `own`: this app's own jobs
 * - `empty`: when the queue was last seen empty
 * - `cloudwatch`: Amazon CloudWatch
 */
export const figureSource = z.enum(['counts', 'samples', 'completed', 'own', 'empty', 'cloudwatch'])

/** A number with its source and the time of its measurement. */
export const figure = z.strictObject({
  value: z.number(),
  sign: figureSign,
  source: figureSource,
  at: z.number(),
})
export type Figure = z.infer<typeof figure>

/** One job queue's numbers. `null` means unknown. */
export const queueFigures = z.strictObject({
  connectionId: z.string(),
  queue: z.string(),
  /** Messages that can be received, and messages in flight. */
  waiting: figure.nullable(),
  working: figure.nullable(),
  /** Messages that become visible later. */
  delayed: z.int().nonnegative().nullable(),
  /** The messages in its dead-letter queue. Also `null` if it has none. */
  dead: figure.nullable(),
  /** The change of `waiting` per minute. */
  perMinute: figure.nullable(),
  /** Milliseconds until the queue is empty at this rate. `null` unless `waiting` is falling. */
  emptyInMs: figure.nullable(),
  /** The number of jobs finished in the last hour. */
  finishedPerHour: figure.nullable(),
  /** The age of the oldest waiting message, in milliseconds. */
  oldestMs: figure.nullable(),
  /** The rules with an active alarm for this queue. */
  alarms: z.array(alarmRuleId),
})
export type QueueFigures = z.infer<typeof queueFigures>

/**
 * The state of CloudWatch for a connection. `denied` means that its keys may not read metrics,
 * `unused` that it is not AWS.
 */
export const cloudWatchState = z.enum(['off', 'unused', 'waiting', 'ready', 'denied', 'failed'])
export type CloudWatchState = z.infer<typeof cloudWatchState>

const cloudWatchStates = z.record(z.string(), cloudWatchState)

/** The numbers for the job queues on all connections. */
export const metricsSnapshot = z.strictObject({
  revision: z.int(),
  queues: z.array(queueFigures),
  /** Keyed by connection id. */
  cloudWatch: cloudWatchStates,
})
export type MetricsSnapshot = z.infer<typeof metricsSnapshot>

/** The changes since revision `from`. */
export const metricsChange = z.strictObject({
  from: z.int(),
  revision: z.int(),
  queues: z.array(queueFigures),
  removed: z.array(queueRef),
  cloudWatch: cloudWatchStates,
})
export type MetricsChange = z.infer<typeof metricsChange>

export const historySpan = z.enum(['1h', '24h', '7d'])
export type HistorySpan = z.infer<typeof historySpan>

/** The length of each span, in milliseconds. */
export const spanMs: Readonly<Record<HistorySpan, number>> = {
  '1h': 3_600_000,
  '24h': 24 * 3_600_000,
  '7d': 7 * 24 * 3_600_000,
}

const counts = z.array(z.number().nullable())

/**
 * A queue's counts over a span, oldest first. `waiting` and `working` have one value for each time in
 * `at`. `null` ends a line, because readings are missing until the next time. Over 24 h and 7 d, each value
 * is the highest within `stepMs`.
 */
export const queueHistory = z.strictObject({
  from: z.number(),
  to: z.number(),
  stepMs: z.number(),
  at: z.array(z.number()),
  waiting: counts,
  working: counts,
})
export type QueueHistory = z.infer<typeof queueHistory>

/**
 * A queue's waiting jobs over the last 24 hours, as `points` evenly spaced values. `null`
 * means unknown.
 */
export const sparklineSeries = z.strictObject({ connectionId: z.string(), queue: z.string(), values: counts })
export const sparklinePoints = 48
export const sparklines = z.strictObject({ to: z.number(), series: z.array(sparklineSeries) })
export type Sparklines = z.infer<typeof sparklines>
