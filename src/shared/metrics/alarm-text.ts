import type { AlarmCondition } from './alarms.ts'
import { spanText } from '../texts/span-text.ts'
import { countText, plural } from '../texts/intl.ts'

/** Describes the reason for an alarm: `3 dead letters`. This file does not import zod, so the page can use it. */
export function alarmText(condition: AlarmCondition, value: number): string {
  switch (condition.kind) {
    case 'waiting':
      return `${countText(value)} waiting`
    case 'nothing-finished':
      return `Nothing finished for ${spanText(value)}`
    case 'dead':
      return plural(value, 'dead letter')
    case 'oldest':
      return `Oldest waits ${spanText(value)}`
  }
}
