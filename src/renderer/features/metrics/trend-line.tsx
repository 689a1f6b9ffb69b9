import { useId } from 'react'
import type { QueueHistory } from '../../../shared/metrics/metrics.ts'
import { formatCount } from '../../ui/text/format.ts'
import { spanText } from '../../../shared/texts/span-text.ts'
import { linePath, areaPath, type Point } from './line-path.ts'
import styles from './trend-line.module.css'

/** The minimum time between two readings. */
const minSpanMs = 1_000

/** A small chart of the waiting jobs over the known part of a history. Zero is at the bottom. */
export function TrendLine({ history }: { readonly history: QueueHistory }) {
  const gradient = useId()
  const { to, at, waiting } = history
  const from = knownFrom(history)
  const known = waiting.filter((value) => value !== null)
  const highest = Math.max(1, ...known)
  const points: Point[] = at.map((time, index) => {
    const value = waiting[index] ?? null
    return value === null || time < from
      ? null
      : [((time - from) / (to - from)) * 100, 100 - (value / highest) * 100]
  })
  return (
    <span className={styles.trend}>
      <span className={styles.scale}>
        {known.length < 2 ? null : (
          <>
            <span>max {formatCount(Math.max(...known))}</span>
            <span>last {spanText(to - from)}</span>
          </>
        )}
      </span>
      <svg className={styles.plot} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
        <linearGradient id={gradient} gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2="100">
          <stop offset="0" stopColor="currentColor" stopOpacity="0.22" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0.02" />
        </linearGradient>
        <path d={areaPath(points)} fill={`url(#${gradient})`} />
        <path d={linePath(points)} className={styles.line} vectorEffect="non-scaling-stroke" />
      </svg>
    </span>
  )
}

/** Returns the start of the known part: the first reading. So the line always spans the full width. */
function knownFrom({ from, to, at, waiting }: QueueHistory): number {
  const first = at.find((_, index) => (waiting[index] ?? null) !== null) ?? to
  return Math.max(from, Math.min(first, to - minSpanMs))
}
