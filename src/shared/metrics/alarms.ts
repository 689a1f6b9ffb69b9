import { z } from 'zod'
import { maxAlarmJobs, maxAlarmMinutes, maxAlarmRules } from './alarm-limits.ts'
import { queueName } from '../queues/queues.ts'

export const alarmRuleId = z.string().min(1).max(64)

const minutes = z.int().min(0).max(maxAlarmMinutes)

/**
 * An alarm rule's condition.
 * - `waiting`: more than `over` jobs wait for `minutes`
 * - `nothing-finished`: no job finishes for `minutes` while jobs wait
 * - `dead`: the dead-letter queue is not empty
 * - `oldest`: a job waits longer than `minutes`
 */
export const alarmCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('waiting'), over: z.int().min(0).max(maxAlarmJobs), minutes }),
  z.strictObject({ kind: z.literal('nothing-finished'), minutes: minutes.min(1) }),
  z.strictObject({ kind: z.literal('dead') }),
  z.strictObject({ kind: z.literal('oldest'), minutes: minutes.min(1) }),
])
export type AlarmCondition = z.infer<typeof alarmCondition>

/** A rule for one job queue, or for all of them (`null`). */
export const alarmRule = z.strictObject({
  id: alarmRuleId,
  queue: z.strictObject({ connectionId: z.string().max(64), queue: queueName }).nullable(),
  condition: alarmCondition,
})
export type AlarmRule = z.infer<typeof alarmRule>

export const alarmRules = z.array(alarmRule).max(maxAlarmRules)

/** A new installation's rules. */
export const defaultAlarmRules: AlarmRule[] = [{ id: 'dead', queue: null, condition: { kind: 'dead' } }]

/**
 * An active alarm. `value` is the number that raised it, for example the number of waiting jobs.
 */
export const raisedAlarm = z.strictObject({
  ruleId: alarmRuleId,
  connectionId: z.string(),
  queue: z.string(),
  condition: alarmCondition,
  value: z.number(),
  since: z.number(),
})
export type RaisedAlarm = z.infer<typeof raisedAlarm>

export const alarmsSnapshot = z.strictObject({
  revision: z.int(),
  rules: alarmRules,
  /** Oldest first. */
  raised: z.array(raisedAlarm),
})
export type AlarmsSnapshot = z.infer<typeof alarmsSnapshot>
