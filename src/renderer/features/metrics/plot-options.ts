import uPlot from 'uplot'
import type { QueueHistory } from '../../../shared/metrics/metrics.ts'
import { formatCount } from '../../ui/text/format.ts'
import { numberFormat, timeFormat } from '../../../shared/texts/intl.ts'

/** A chart's colours and font. Read on each draw, because they depend on the theme. */
export interface PlotColours {
  readonly waiting: () => string
  readonly working: () => string
  readonly axis: () => string
  readonly grid: () => string
  readonly font: () => string
}

const compact = numberFormat({ notation: 'compact', maximumFractionDigits: 1 })
/** Steps for the axis of counts: round, and whole numbers only. */
const wholeSteps = [1, 2, 5].flatMap((step) => Array.from({ length: 9 }, (_, power) => step * 10 ** power))

/**
 * Returns the options for a chart of counts, without its size. `onIndex` receives the index of the
 * values under the pointer.
 */
export function plotOptions(
  colours: PlotColours,
  history: () => QueueHistory,
  onIndex: (index: number | null) => void,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis = {
    stroke: colours.axis,
    font: `11px ${colours.font()}`,
    grid: { stroke: colours.grid, width: 1 },
    ticks: { show: false },
  }
  return {
    // Leaves room for half of the last time label.
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
    scales: {
      x: {
        time: true,
        range: () => [history().from / 1_000, history().to / 1_000],
      },
      y: {
        range: (_plot, _low, high) => [0, Math.max(4, (Number.isFinite(high) ? high : 0) * 1.1)],
      },
    },
    axes: [
      { ...axis, size: 26, gap: 8, space: 70, grid: { show: false }, values: timeLabels },
      {
        ...axis,
        size: 48,
        gap: 6,
        space: 28,
        incrs: wholeSteps.toSorted((left, right) => left - right),
        values: (_plot, values) =>
          values.map((value) => (value < 10_000 ? formatCount(value) : compact.format(value))),
      },
    ],
    series: [
      {},
      {
        label: 'Waiting',
        stroke: colours.waiting,
        fill: () => `color-mix(in srgb, ${colours.waiting()} 14%, transparent)`,
        width: 1.75,
        points: { show: isAlone },
        spanGaps: false,
      },
      {
        label: 'Working',
        stroke: colours.working,
        width: 1.5,
        dash: [5, 3],
        points: { show: false },
        spanGaps: false,
      },
    ],
    hooks: { setCursor: [(plot) => onIndex(plot.cursor.idx ?? null)] },
  }
}

/** True if there are so few readings that they are drawn as points. A line needs two. */
function isAlone(plot: uPlot): boolean {
  return (plot.data[0]?.length ?? 0) < 3
}

const clock = timeFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = timeFormat({ weekday: 'short', day: 'numeric' })

/** Formats times as `14:05`, and midnight as the day. */
function timeLabels(_plot: uPlot, seconds: number[]): string[] {
  return seconds.map((second) => {
    const at = new Date(second * 1_000)
    return at.getHours() === 0 && at.getMinutes() === 0 ? day.format(at) : clock.format(at)
  })
}
