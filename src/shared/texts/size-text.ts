import { numberFormat } from './intl.ts'

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

const whole = numberFormat({ maximumFractionDigits: 0 })
const withOneDigit = numberFormat({ maximumFractionDigits: 1 })

/** Formats a size as `2.4 MB`, with units of 1,000 like file managers. */
export function sizeText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000
    unit += 1
  }
  const format = unit === 0 || value >= 9.95 ? whole : withOneDigit
  return `${format.format(value)} ${units[unit]}`
}
