import { sizeText } from '../../../shared/texts/size-text.ts'
import { countText, numberFormat, plural as pluralText, timeFormat } from '../../../shared/texts/intl.ts'

const clock = timeFormat({
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const dayAndClock = timeFormat({
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const fullDate = timeFormat({
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

const dollars = { style: 'currency', currency: 'USD' } as const
const amounts = numberFormat(dollars)
const smallAmounts = numberFormat({ ...dollars, minimumFractionDigits: 4 })

/** `2.4 MB`. */
export const formatBytes = sizeText

/** `18 MB/s`. */
export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`
}

/** `1,204`. */
export const formatCount = countText

/** `≈1,204` if a server only approximates its counts, otherwise `1,204`. */
export function formatReportedCount(count: number, approximate: boolean): string {
  return `${approximate ? '≈' : ''}${formatCount(count)}`
}

/** `3 files`, `1 file`. */
export const plural = pluralText

/** `34 %` for a value from 0 to 1. `100 %` only for exactly 1. */
export function formatPercent(fraction: number): string {
  return `${fraction >= 1 ? 100 : Math.min(99, Math.floor(fraction * 100))} %`
}

/** `0:42`, `12:05`, `1:04:06`. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.ceil(durationMs / 1_000))
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  const rest = String(seconds % 60).padStart(2, '0')
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`
}

/** `$0.41`, or `$0.0021` below one cent. */
export function formatDollars(amount: number): string {
  if (amount > 0 && amount < 0.0001) return '< $0.0001'
  return (amount > 0 && amount < 0.01 ? smallAmounts : amounts).format(amount)
}

/** Formats a polling interval as `2 s`, `30 s` or `5 min`. */
export function formatInterval(intervalMs: number): string {
  const seconds = Math.round(intervalMs / 1_000)
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}

/** `just now`, `12 s ago`, `3 min ago`, `2 h ago`, `4 days ago`. */
export function formatAge(ageMs: number): string {
  const seconds = Math.floor(Math.max(0, ageMs) / 1_000)
  if (seconds < 5) return 'just now'
  if (seconds < 60) return `${seconds} s ago`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ago`
  return `${Math.floor(hours / 24)} days ago`
}

/** `14:02:11`. */
export function clockTime(at: number): string {
  return clock.format(at)
}

/** `14:02:11` today, `24 Nov, 14:02` on another day. */
export function formatMoment(at: number, now: number): string {
  return new Date(at).toDateString() === new Date(now).toDateString()
    ? clock.format(at)
    : dayAndClock.format(at)
}

/** `Nov 24, 2026, 14:02:11`. */
export function dateTime(at: number): string {
  return fullDate.format(at)
}
