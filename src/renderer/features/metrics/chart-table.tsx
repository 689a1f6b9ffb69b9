import type { HistorySpan, QueueHistory } from '../../../shared/metrics/metrics.ts'
import { formatCount } from '../../ui/text/format.ts'
import { ScrollArea } from '../../ui/layout/scroll-area.tsx'
import styles from './chart-table.module.css'
import { timeFormat } from '../../../shared/texts/intl.ts'

const minuteMs = 60_000

/** One row's time range. */
const rowMs: Readonly<Record<HistorySpan, number>> = {
  '1h': 2 * minuteMs,
  '24h': 30 * minuteMs,
  '7d': 6 * 60 * minuteMs,
}

const clock = timeFormat({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const day = timeFormat({
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

interface Row {
  readonly at: number
  /** `null` if there are no readings. */
  readonly waiting: readonly [lowest: number, highest: number] | null
  readonly working: number | null
}

interface ChartTableProps {
  readonly history: QueueHistory
  readonly span: HistorySpan
}

/** A chart's values as a table, newest first. */
export function ChartTable({ history, span }: ChartTableProps) {
  const format = span === '1h' ? clock : day
  return (
    <ScrollArea>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">Waiting, lowest</th>
            <th scope="col">Waiting, highest</th>
            <th scope="col">Working, highest</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(history, rowMs[span]).map(({ at, waiting, working }) => (
            <tr key={at}>
              <th scope="row">{format.format(at)}</th>
              {waiting === null ? (
                <td colSpan={3} className={styles.none}>
                  No readings
                </td>
              ) : (
                <>
                  <td>{formatCount(waiting[0])}</td>
                  <td>{formatCount(waiting[1])}</td>
                  <td>{working === null ? '—' : formatCount(working)}</td>
                </>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollArea>
  )
}

function rowsOf({ from, to, at, waiting, working }: QueueHistory, stepMs: number): readonly Row[] {
  const rows: Row[] = []
  for (let start = Math.floor(to / stepMs) * stepMs; start + stepMs > from; start -= stepMs) {
    const inside = at.flatMap((time, index) => (time >= start && time < start + stepMs ? [index] : []))
    const waits = inside.flatMap((index) => waiting[index] ?? [])
    const works = inside.flatMap((index) => working[index] ?? [])
    rows.push({
      at: start,
      waiting: waits.length === 0 ? null : [Math.min(...waits), Math.max(...waits)],
      working: works.length === 0 ? null : Math.max(...works),
    })
  }
  return rows
}
