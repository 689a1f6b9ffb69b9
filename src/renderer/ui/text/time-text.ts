import { timeFormat } from '../../../shared/texts/intl.ts'

const clock = timeFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = timeFormat({ weekday: 'long' })
const dayOfYear = timeFormat({ weekday: 'short', day: 'numeric', month: 'short' })
const fullDay = timeFormat({ day: 'numeric', month: 'short', year: 'numeric' })

const dayMs = 86_400_000

/**
 * Returns the start of a local day, in milliseconds since the epoch. Rows with the same start share
 * a heading.
 */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0)
}

/** Returns a day's heading: `Today`, `Yesterday`, `Monday`, `Tue, Nov 3`, `Nov 3, 2025`. */
export function dayName(at: number, now: number): string {
  // Days with a clock change have 23 or 25 hours.
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days > 1 && days < 7) return weekday.format(at)
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? dayOfYear.format(at)
    : fullDay.format(at)
}

/** How late the text of {@link ageInList} may change, in milliseconds. It has no seconds. */
export const ageStepMs = 15_000

/** Returns `now`, `4 min` or `2 h` for today, and `17:03` for another day, which has a heading. */
export function ageInList(at: number, now: number): string {
  if (startOfDay(at) !== startOfDay(now)) return clock.format(at)
  const minutes = Math.floor(Math.max(0, now - at) / 60_000)
  if (minutes < 1) return 'now'
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`
}
