const units = [
  [86_400, 'day', 'days'],
  [3_600, 'hour', 'hours'],
  [60, 'min', 'min'],
  [1, 's', 's'],
] as const

/**
 * Formats a setting in seconds with at most two units: `30 s`, `2 min`, `1 hour`, `4 days`, `1 min
 * 30 s`.
 */
export function formatSeconds(seconds: number): string {
  if (seconds === 0) return '0 s'
  const parts: string[] = []
  let left = seconds
  for (const [size, one, many] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0) parts.push(`${count} ${count === 1 ? one : many}`)
  }
  return parts.slice(0, 2).join(' ')
}
