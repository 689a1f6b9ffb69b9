import { useId } from 'react'
import styles from './sparkline.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

interface Point {
  readonly at: number
  readonly value: number
}

interface SparklineProps {
  /** Samples, oldest first, at least one. `at` is in milliseconds since the epoch. */
  readonly points: readonly Point[]
  /** The time span to draw, ending at the newest sample. */
  readonly spanMs: number
  /** A text alternative. The drawing itself is hidden from screen readers. */
  readonly label: string
}

/** Width and height of the view box, stretched to the element's size. */
const viewBoxSize = 100

/** A small chart of a count over time, in the current text colour. */
export function Sparkline({ points, spanMs, label }: SparklineProps) {
  const gradient = useId()
  const line = lineThrough(points, spanMs)
  return (
    <>
      <svg
        className={styles.chart}
        viewBox={`0 0 ${viewBoxSize} ${viewBoxSize}`}
        preserveAspectRatio="none"
        aria-hidden
      >
        <linearGradient id={gradient} gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2={viewBoxSize}>
          <stop offset="0" stopColor="currentColor" stopOpacity="0.3" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0.04" />
        </linearGradient>
        <path d={areaUnder(line)} fill={`url(#${gradient})`} />
        <path d={toPath(line)} className={styles.line} vectorEffect="non-scaling-stroke" />
      </svg>
      <VisuallyHidden>{label}</VisuallyHidden>
    </>
  )
}

type Coordinate = readonly [x: number, y: number]

/** Leaves some room above the largest count and below zero, so that the line is not clipped. */
function lineThrough(points: readonly Point[], spanMs: number): readonly Coordinate[] {
  const end = points.at(-1)?.at ?? 0
  const start = end - spanMs
  const largest = points.reduce((most, { at, value }) => (at >= start ? Math.max(most, value) : most), 1)
  const [bottom, top] = [-0.04 * largest, 1.12 * largest]
  return points.map(({ at, value }) => [
    ((at - start) / spanMs) * viewBoxSize,
    ((top - value) / (top - bottom)) * viewBoxSize,
  ])
}

function toPath(line: readonly Coordinate[]): string {
  return `M${line.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}`
}

function areaUnder(line: readonly Coordinate[]): string {
  return `${toPath(line)}V${viewBoxSize}H${line[0]?.[0].toFixed(2) ?? 0}Z`
}
