import { z } from 'zod'
import { maxAlarmRules } from '../../../metrics/alarm-limits.ts'
import { alarmRule, alarmsSnapshot } from '../../../metrics/alarms.ts'
import { historySpan, metricsSnapshot, queueHistory, queueRef, sparklines } from '../../../metrics/metrics.ts'
import { listOf } from '../../bounded.ts'
import { nothing, procedure } from '../../procedure.ts'

/** The numbers for the job queues on all connections, their history, and the alarms. */
export const metricsProcedures = {
  'metrics:list': procedure(nothing, metricsSnapshot),
  'metrics:sparklines': procedure(nothing, sparklines),
  'queues:history': procedure(z.strictObject({ ...queueRef.shape, span: historySpan }), queueHistory),
  'alarms:list': procedure(nothing, alarmsSnapshot),
  'alarms:set': procedure(z.strictObject({ rules: listOf(alarmRule, maxAlarmRules, { min: 0 }) }), nothing),
  /** Allows or forbids CloudWatch requests, which cost money. */
  'settings:set-cloud-watch': procedure(z.strictObject({ on: z.boolean() }), nothing),
} as const
