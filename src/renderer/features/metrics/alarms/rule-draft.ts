import { maxAlarmJobs, maxAlarmMinutes } from '../../../../shared/alarm-limits.ts'
import type { AlarmCondition, AlarmRule } from '../../../../shared/alarms.ts'
import type { QueueRef } from '../../../../shared/metrics.ts'

/** A rule while it is edited: numbers are texts. */
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

/** The rule of a draft; `null` if a number is missing or out of range. */
export function ruleOf({ id, queue, kind, over, minutes }: RuleDraft): AlarmRule | null {
  if (kind === 'dead') return { id, queue, condition: { kind } }
  const time = numberOf(minutes, kind === 'waiting' ? 0 : 1, maxAlarmMinutes)
  if (time === null) return null
  if (kind !== 'waiting') return { id, queue, condition: { kind, minutes: time } }
  const jobs = numberOf(over, 0, maxAlarmJobs)
  return jobs === null ? null : { id, queue, condition: { kind, over: jobs, minutes: time } }
}

/** A whole number within these bounds, or `null`. */
function numberOf(text: string, least: number, most: number): number | null {
  const number = /^\d+$/u.test(text.trim()) ? Number(text.trim()) : null
  return number !== null && number >= least && number <= most ? number : null
}

/** What is wrong with the numbers of a draft; `null` if nothing is. */
export function draftProblem(draft: RuleDraft): string | null {
  if (ruleOf(draft) !== null) return null
  const least = draft.kind === 'waiting' ? 0 : 1
  return `Enter whole numbers, minutes from ${least} to 10,080.`
}
