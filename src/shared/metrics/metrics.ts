import { z } from 'zod'
import { alarmRuleId } from './alarms.ts'
import { queueName } from '../queues/queues.ts'

/** Which job queue: its name and the connection that it belongs to. */
export const queueRef = z.strictObject({ connectionId: z.string().max(64), queue: queueName })
export type QueueRef = z.infer<typeof queueRef>

/**
 * How a figure is to be read. `exact`: as counted. `about`: SQS or CloudWatch approximates it, or it is an estimate.
 * `at-least` and `at-most`: what is proved; the true figure may be larger or smaller.
 */
export const figureSign = z.enum(['exact', 'about', 'at-least', 'at-most'])

/**
 * Where a figure comes from. `counts`: the counts of SQS. `samples`: the counts of the last minutes. `completed`:
 * messages that arrived in the completed queue. `own`: what this app did itself. `empty`: when the queue was last seen
 * empty. `cloudwatch`: Amazon CloudWatch.
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

/** The numbers of one job queue. `null`: unknown. */
export const queueFigures = z.strictObject({
  connectionId: z.string(),
  queue: z.string(),
  /** Messages that can be received, and messages in flight. */
  waiting: figure.nullable(),
  working: figure.nullable(),
  /** Messages that become visible later. */
  delayed: z.int().nonnegative().nullable(),
  /** Messages in its dead-letter queue; `null` also if it has none. */
  dead: figure.nullable(),
  /** By how much `waiting` changes in a minute. */
  perMinute: figure.nullable(),
  /** Milliseconds until it is empty at that rate; `null` unless `waiting` falls. */
  emptyInMs: figure.nullable(),
  /** Jobs that were finished in the last hour. */
  finishedPerHour: figure.nullable(),
  /** The age of the oldest waiting message, in milliseconds. */
  oldestMs: figure.nullable(),
  /** The rules whose alarm is raised for it. */
  alarms: z.array(alarmRuleId),
})
export type QueueFigures = z.infer<typeof queueFigures>

/** Whether CloudWatch is used for a connection. `denied`: its keys may not read metrics. `unused`: it is not AWS. */
export const cloudWatchState = z.enum(['off', 'unused', 'waiting', 'ready', 'denied', 'failed'])
export type CloudWatchState = z.infer<typeof cloudWatchState>

const cloudWatchStates = z.record(z.string(), cloudWatchState)

/** The numbers of all job queues of all connections. */
export const metricsSnapshot = z.strictObject({
  revision: z.int(),
  queues: z.array(queueFigures),
  /** By the id of the connection. */
  cloudWatch: cloudWatchStates,
})
export type MetricsSnapshot = z.infer<typeof metricsSnapshot>

/** What has changed since revision `from`. */
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
 * The counts of a queue over a span, oldest first. `waiting` and `working` have one value for each time of `at`. `null`
 * ends a line: readings are missing until the next time. Over 24 h and 7 d a value is the highest of its `stepMs`.
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

/** The waiting jobs of a queue over the last 24 h, as `points` values at equal distances; `null`: unknown. */
export const sparklineSeries = z.strictObject({ connectionId: z.string(), queue: z.string(), values: counts })
export const sparklinePoints = 48
export const sparklines = z.strictObject({ to: z.number(), series: z.array(sparklineSeries) })
export type Sparklines = z.infer<typeof sparklines>
