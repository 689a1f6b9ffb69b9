/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a fieldset is for form fields, which these are not */
import type { ReactNode } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Skull } from 'lucide-react'
import type { CloudWatchState, Figure, HistorySpan, QueueFigures } from '../../../shared/metrics/metrics.ts'
import { metricsQuery, queueHistoryQuery } from '../../queries/queues/metrics.ts'
import { formatAge, formatCount } from '../../ui/text/format.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { minuteMs, useNowInSteps } from '../../ui/use-now.ts'
import { updateView, useSavedView } from '../../ui/view/view-state.ts'
import { useView } from '../../ui/view/view.ts'
import { figureHint, figureText, formatRate, type FigureKind } from './figure-text.ts'
import { QueueChart } from './queue-chart.tsx'
import styles from './queue-strip.module.css'
import { TrendLine } from './trend-line.tsx'
import { withNewest } from './with-newest.ts'
import { spanText } from '../../../shared/texts/span-text.ts'

/** Numbers older than this show their age. */
const freshMs = 60_000
/** The age of the oldest job is shown in steps of this size. */
const stepMs = 5_000

interface QueueStripProps {
  readonly connectionId: string
  readonly queue: string
  /** True if the queue is not being polled, so the numbers are out of date. */
  readonly stale: boolean
  /** `null` until it is known. */
  readonly hasDeadLetterQueue: boolean | null
}

/** A job queue's numbers in one line, with a small chart that opens the large one. */
export function QueueStrip({ connectionId, queue, stale, hasDeadLetterQueue }: QueueStripProps) {
  const { data } = useQuery(metricsQuery())
  const span = useSavedView(({ chart }) => chart)
  const figures = data?.queues.find((one) => one.connectionId === connectionId && one.queue === queue) ?? null
  return (
    <>
      <section className={styles.strip} aria-label={`Numbers for ${queue}`} data-stale={stale || undefined}>
        <Numbers
          queue={queue}
          figures={figures}
          cloudWatch={data?.cloudWatch[connectionId]}
          stale={stale}
          hasDeadLetterQueue={hasDeadLetterQueue}
        />
        <ChartButton
          connectionId={connectionId}
          queue={queue}
          figures={figures}
          open={span !== null}
          onToggle={() => setSpan(span === null ? '1h' : null)}
        />
      </section>
      {span === null ? null : (
        <QueueChart
          connectionId={connectionId}
          queue={queue}
          figures={figures}
          span={span}
          onSpan={setSpan}
          onClose={() => setSpan(null)}
        />
      )}
    </>
  )
}

function setSpan(chart: HistorySpan | null): void {
  updateView(() => ({ chart }))
}

interface NumbersProps extends Pick<QueueStripProps, 'queue' | 'stale' | 'hasDeadLetterQueue'> {
  readonly figures: QueueFigures | null
  readonly cloudWatch: CloudWatchState | undefined
}

function Numbers({ queue, figures, cloudWatch, stale, hasDeadLetterQueue }: NumbersProps) {
  const { show } = useView()
  // Rendering all numbers every second would be most of an idle window's work.
  const now = useNowInSteps(figures?.oldestMs ? stepMs : minuteMs)
  const hint = (kind: FigureKind): string => figureHint(kind, figures?.[kind] ?? null, now, cloudWatch)
  const waiting = figures?.waiting ?? null
  const age = waiting === null ? 0 : now - waiting.at
  const dead = figures?.dead ?? null
  return (
    <div className={styles.numbers}>
      <Number label="Waiting" figure={waiting} hint={hint('waiting')}>
        {waiting !== null && (stale || age > freshMs) ? (
          <span className={styles.old}>as of {formatAge(age)}</span>
        ) : (
          <Oldest figures={figures} hint={hint('oldestMs')} now={now} />
        )}
        {figures?.delayed ? <span>{formatCount(figures.delayed)} delayed</span> : null}
      </Number>
      <Number label="Working" figure={figures?.working ?? null} hint={hint('working')} />
      <Number label="Finished" figure={figures?.finishedPerHour ?? null} hint={hint('finishedPerHour')}>
        {figures?.finishedPerHour ? '/ h' : null}
      </Number>
      <Number
        label="Dead"
        figure={dead}
        hint={dead === null ? uncountedHint(hasDeadLetterQueue) : hint('dead')}
        icon={<Skull aria-hidden />}
        alert={dead !== null && dead.value > 0}
        // “none” would read as “no dead jobs”, but without a dead-letter queue failing jobs come back until they expire.
        unknown={hasDeadLetterQueue === false ? 'no queue' : 'unknown'}
        openTitle={hasDeadLetterQueue === false ? 'Click to set one up.' : 'Click for the dead letters.'}
        onOpen={() => show({ kind: 'dead-letters', queue })}
      />
      <Number
        label="Net"
        figure={figures?.perMinute ?? null}
        hint={hint('perMinute')}
        format={formatRate}
        className={styles.net}
      >
        {figures?.perMinute ? '/ min' : null}
        <EmptyIn figures={figures} hint={hint('emptyInMs')} />
      </Number>
    </div>
  )
}

/** Explains why there is no count of dead letters. */
function uncountedHint(hasDeadLetterQueue: boolean | null): string {
  if (hasDeadLetterQueue === null) return 'The queue has not been read yet.'
  return hasDeadLetterQueue
    ? 'Its dead-letter queue has not been counted. The keys may not be allowed to read it.'
    : 'It has no dead-letter queue.'
}

interface NumberProps {
  readonly label: string
  readonly figure: Figure | null
  readonly hint: string
  readonly format?: (value: number) => string
  readonly icon?: ReactNode
  readonly alert?: boolean
  /** Shown in place of an unknown number. */
  readonly unknown?: string
  /** Opens the page with details about the number. */
  readonly onOpen?: () => void
  /** Says what a click does. */
  readonly openTitle?: string
  readonly className?: string | undefined
  readonly children?: ReactNode
}

function Number(props: NumberProps) {
  const {
    label,
    figure,
    hint,
    format = formatCount,
    icon,
    alert = false,
    unknown = 'unknown',
    onOpen,
    openTitle = '',
  } = props
  return (
    <div
      className={`${styles.number} ${props.className ?? ''}`}
      role="group"
      aria-label={label}
      data-alert={alert || undefined}
      data-zero={figure?.value === 0 || undefined}
    >
      <span className={styles.label}>
        {alert ? icon : null}
        {label}
      </span>
      <span className={styles.line}>
        {figure === null ? (
          <span className={styles.unknown} title={hint}>
            {unknown}
          </span>
        ) : (
          <b className={styles.value} title={hint}>
            {figureText(figure, format)}
          </b>
        )}
        <span className={styles.detail}>{props.children}</span>
      </span>
      {onOpen === undefined ? null : (
        <button type="button" className={styles.open} title={`${hint} ${openTitle}`} onClick={onOpen}>
          <VisuallyHidden>Show the dead letters</VisuallyHidden>
        </button>
      )}
    </div>
  )
}

interface DetailProps {
  readonly figures: QueueFigures | null
  readonly hint: string
}

function Oldest({ figures, hint, now }: DetailProps & { readonly now: number }) {
  const oldest = figures?.oldestMs ?? null
  if (oldest === null) return figures?.waiting?.value ? <span title={hint}>oldest unknown</span> : null
  const age =
    oldest.sign === 'at-most' ? oldest : { ...oldest, value: oldest.value + Math.max(0, now - oldest.at) }
  return <span title={hint}>oldest {figureText(age, spanText)}</span>
}

function EmptyIn({ figures, hint }: DetailProps) {
  const emptyIn = figures?.emptyInMs ?? null
  if (emptyIn === null) return null
  return <span title={hint}>· empty in {figureText(emptyIn, spanText)}</span>
}

interface ChartButtonProps {
  readonly connectionId: string
  readonly queue: string
  readonly figures: QueueFigures | null
  readonly open: boolean
  readonly onToggle: () => void
}

function ChartButton({ connectionId, queue, figures, open, onToggle }: ChartButtonProps) {
  const { data } = useQuery(queueHistoryQuery({ connectionId, queue }, '1h'))
  const history = data === undefined ? null : withNewest(data, figures)
  return (
    <button
      type="button"
      className={styles.chart}
      aria-expanded={open}
      title="Waiting jobs in the last hour, or since readings began. Click for charts."
      onClick={onToggle}
    >
      <VisuallyHidden>Charts of the last hour, day and week. Waiting: </VisuallyHidden>
      {history === null ? null : <TrendLine history={history} />}
    </button>
  )
}
