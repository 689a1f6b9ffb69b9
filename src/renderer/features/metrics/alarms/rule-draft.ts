import { maxAlarmJobs, maxAlarmMinutes } from '../../../../shared/metrics/alarm-limits.ts'
import type { AlarmCondition, AlarmRule } from '../../../../shared/metrics/alarms.ts'
import type { QueueRef } from '../../../../shared/metrics/metrics.ts'
import { countText } from '../../../../shared/texts/intl.ts'

/** A rule being edited. Its numbers are still text. */
export interface RuleDraft {
  readonly id: string
  readonly queue: QueueRef | null
  readonly kind: AlarmCondition['kind']
  readonly over: string
  readonly minutes: string
}

export function draftOf({ id, queue, condition }: AlarmRule): RuleDraft {
  const over = condition.kind === 'waiting' ? String(condition.over) : '100'
  const minutes = condition.kind === 'dead' ? '5' : String(condition.minutes)
  return { id, queue, kind: condition.kind, over, minutes }
}

/** Parses a draft. Returns `null` if a number is missing or out of range. */
export function ruleOf({ id, queue, kind, over, minutes }: RuleDraft): AlarmRule | null {
  if (kind === 'dead') return { id, queue, condition: { kind } }
  const least = kind === 'waiting' ? 0 : 1
  const time = numberIn(minutes, least, maxAlarmMinutes)
  const jobs = kind === 'waiting' ? numberIn(over, 0, maxAlarmJobs) : 0
  if (time === null || jobs === null) return null
  const condition = kind === 'waiting' ? { kind, over: jobs, minutes: time } : { kind, minutes: time }
  return { id, queue, condition }
}

function numberIn(text: string, least: number, most: number): number | null {
  const value = /^\d+$/u.test(text.trim()) ? Number(text.trim()) : Number.NaN
  return value >= least && value <= most ? value : null
}

/** Returns what is wrong with a draft's numbers, or `null`. */
export function draftProblem(draft: RuleDraft): string | null {
  if (ruleOf(draft) !== null) return null
  const least = draft.kind === 'waiting' ? 0 : 1
  return `Enter whole numbers, and minutes from ${least} to ${countText(maxAlarmMinutes)}.`
}
