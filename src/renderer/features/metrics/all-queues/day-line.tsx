import { memo } from 'react'
import { formatCount } from '../../../ui/text/format.ts'
import { VisuallyHidden } from '../../../ui/layout/visually-hidden.tsx'
import { linePath, type Point } from '../line-path.ts'
import styles from './day-line.module.css'

/**
 * Draws a day's waiting jobs as a line through evenly spaced values. Zero is at the bottom.
 */
export const DayLine = memo(function DayLine({ values }: { readonly values: readonly (number | null)[] }) {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return <VisuallyHidden>No readings</VisuallyHidden>
  const highest = Math.max(...known)
  const points: Point[] = values.map((value, index) =>
    value === null ? null : [(index / (values.length - 1)) * 100, 94 - (value / Math.max(1, highest)) * 88],
  )
  return (
    <>
      <svg
        className={styles.line}
        viewBox="0 0 100 100"
        preserveAspectRatio="none"
        data-empty={highest === 0 || undefined}
        aria-hidden
      >
        <path d={linePath(points)} vectorEffect="non-scaling-stroke" />
      </svg>
      <VisuallyHidden>{`highest ${formatCount(highest)}`}</VisuallyHidden>
    </>
  )
})
