import { alarmRule, type AlarmCondition, type AlarmRule } from '../../../../shared/alarms.ts'
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
  const condition =
    kind === 'waiting'
      ? { kind, over: numberOf(over), minutes: numberOf(minutes) }
      : kind === 'dead'
        ? { kind }
        : { kind, minutes: numberOf(minutes) }
  const parsed = alarmRule.safeParse({ id, queue, condition })
  return parsed.success ? parsed.data : null
}

function numberOf(text: string): number {
  return /^\d+$/u.test(text.trim()) ? Number(text.trim()) : Number.NaN
}

/** What is wrong with the numbers of a draft; `null` if nothing is. */
export function draftProblem(draft: RuleDraft): string | null {
  if (ruleOf(draft) !== null) return null
  const least = draft.kind === 'waiting' ? 0 : 1
  return `Enter whole numbers, minutes from ${least} to 10,080.`
}
