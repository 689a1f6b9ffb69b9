import type { AlarmCondition } from './alarms.ts'

const counts = new Intl.NumberFormat('en')

/** Says what an alarm is about: `3 dead letters`. No zod here, so that the page can use it without. */
export function alarmText(condition: AlarmCondition, value: number): string {
  switch (condition.kind) {
    case 'waiting':
      return `${counts.format(value)} waiting`
    case 'nothing-finished':
      return `Nothing finished for ${duration(value)}`
    case 'dead':
      return value === 1 ? '1 dead letter' : `${counts.format(value)} dead letters`
    case 'oldest':
      return `Oldest waits ${duration(value)}`
  }
}

/** `45 min`, `2 h`, `1 h 12 min`, `3 days`. */
function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return `${Math.floor(hours / 24)} days`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}
