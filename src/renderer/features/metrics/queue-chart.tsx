/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a fieldset is for form fields, which these are not */
import { lazy, Suspense, useState } from 'react'
import { useQuery } from '@tanstack/react-query'
import { ChartLine, Table2, X } from 'lucide-react'
import type { HistorySpan, QueueFigures, QueueHistory } from '../../../shared/metrics/metrics.ts'
import { queueHistoryQuery } from '../../queries/queues/metrics.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatCount } from '../../ui/text/format.ts'
import { ChartTable } from './chart-table.tsx'
import styles from './queue-chart.module.css'
import { withNewest } from './with-newest.ts'

const Plot = lazy(() => import('./plot.tsx').then((module) => ({ default: module.Plot })))

const spans: readonly { readonly value: HistorySpan; readonly label: string; readonly name: string }[] = [
  { value: '1h', label: '1 h', name: 'hour' },
  { value: '24h', label: '24 h', name: 'day' },
  { value: '7d', label: '7 d', name: 'week' },
]

interface QueueChartProps {
  readonly connectionId: string
  readonly queue: string
  readonly figures: QueueFigures | null
  readonly span: HistorySpan
  readonly onSpan: (span: HistorySpan) => void
  readonly onClose: () => void
}

/** A queue's waiting and working jobs over time, as a chart or a table. */
export function QueueChart({ connectionId, queue, figures, span, onSpan, onClose }: QueueChartProps) {
  const [asTable, setAsTable] = useState(false)
  const { data, error, refetch } = useQuery(queueHistoryQuery({ connectionId, queue }, span))
  const history = data === undefined ? null : withNewest(data, figures)
  return (
    <section className={styles.panel} aria-label={`Charts of ${queue}`}>
      <div className={styles.bar}>
        <div className={styles.spans} role="group" aria-label="Time span">
          {spans.map(({ value, label }) => (
            <button
              key={value}
              type="button"
              className={styles.span}
              aria-pressed={value === span}
              onClick={() => onSpan(value)}
            >
              {label}
            </button>
          ))}
        </div>
        <span className={styles.summary}>{history === null ? '' : summaryOf(history)}</span>
        <Button
          variant="quiet"
          size="small"
          icon={asTable ? <ChartLine /> : <Table2 />}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
        <IconButton label="Close the chart" onClick={onClose}>
          <X />
        </IconButton>
      </div>
      <div className={styles.body}>
        {error !== null ? (
          <ErrorNote error={error} onRetry={() => void refetch()} />
        ) : history === null ? null : asTable ? (
          <ChartTable history={history} span={span} />
        ) : (
          <Suspense fallback={null}>
            <Plot history={history} label={`${spanName(span)}: ${summaryOf(history)}`} />
          </Suspense>
        )}
      </div>
    </section>
  )
}

function spanName(span: HistorySpan): string {
  return `Waiting and working jobs over the last ${spans.find(({ value }) => value === span)?.name ?? span}`
}

/** Describes the lowest and the highest number of waiting jobs. */
function summaryOf({ waiting, stepMs }: QueueHistory): string {
  const known = waiting.filter((value) => value !== null)
  if (known.length === 0) return 'No readings in this time yet.'
  const range = `waiting ${formatCount(Math.min(...known))} to ${formatCount(Math.max(...known))}`
  const minutes = stepMs / 60_000
  const step = minutes === 1 ? 'minute' : `${minutes} minutes`
  return stepMs === 0 ? range : `${range} · highest of each ${step}`
}
