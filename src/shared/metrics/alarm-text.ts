import type { AlarmCondition } from './alarms.ts'
import { spanText } from '../texts/span-text.ts'

const counts = new Intl.NumberFormat('en')

/**
 * Describes the reason for an alarm: `3 dead letters`. No zod here, so that the page can use it
 * without bundling zod.
 */
export function alarmText(condition: AlarmCondition, value: number): string {
  switch (condition.kind) {
    case 'waiting':
      return `${counts.format(value)} waiting`
    case 'nothing-finished':
      return `Nothing finished for ${spanText(value)}`
    case 'dead':
      return value === 1 ? '1 dead letter' : `${counts.format(value)} dead letters`
    case 'oldest':
      return `Oldest waits ${spanText(value)}`
  }
}
