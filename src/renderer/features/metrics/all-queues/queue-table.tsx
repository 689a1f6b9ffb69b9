import type { ReactNode } from 'react'
import { BellRing } from 'lucide-react'
import { alarmText } from '../../../../shared/metrics/alarm-text.ts'
import type { CloudWatchState, Figure } from '../../../../shared/metrics/metrics.ts'
import { formatAge, formatCount } from '../../../ui/text/format.ts'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import { GridCell, VirtualGrid, type GridColumn } from '../../../ui/layout/virtual-grid.tsx'
import { VisuallyHidden } from '../../../ui/layout/visually-hidden.tsx'
import { useSessionState } from '../../../ui/view/session-state.ts'
import { useNowInSteps } from '../../../ui/use-now.ts'
import { usePageState, type PageState } from '../../../ui/view/view-state.ts'
import { figureHint, figureText, spokenFigure, type FigureKind } from '../figure-text.ts'
import { DayLine } from './day-line.tsx'
import styles from './queue-table.module.css'
import { sortRows, type QueueRow, type QueueSort, type Sorting } from './queue-rows.ts'
import { spanText } from '../../../../shared/texts/span-text.ts'

const rowHeight = 32
/** Older numbers are grey. */
const freshMs = 60 * 60_000
/** Ages are shown in steps of this size. Rendering all rows every second would keep an idle window busy. */
const stepMs = 5_000

interface QueueTableProps {
  readonly rows: readonly QueueRow[]
  /** By connection id. */
  readonly cloudWatch: Readonly<Record<string, CloudWatchState>>
  readonly onOpen: (connectionId: string, queue: string) => void
  readonly onOpenDead: (connectionId: string, queue: string) => void
  readonly onConnect: (connectionId: string) => void
}

interface Column {
  readonly label: string
  readonly sort?: QueueSort
  readonly className?: string | undefined
}

const columns: readonly Column[] = [
  { label: 'Alarm' },
  { label: 'Queue', sort: 'queue' },
  { label: 'Connection', sort: 'connection', className: styles.connection },
  { label: 'Waiting', sort: 'waiting', className: styles.number },
  { label: 'Working', sort: 'working', className: styles.number },
  { label: 'Dead', sort: 'dead', className: styles.number },
  { label: 'Oldest', sort: 'oldest', className: styles.oldest },
  { label: 'Last 24 h', className: styles.chart },
  { label: 'Empty in', sort: 'empty', className: styles.empty },
  { label: 'Read', sort: 'age', className: styles.age },
]

/** A column's initial sort order: names from A, numbers from the largest. */
const firstDescending: Readonly<Record<QueueSort, boolean>> = {
  queue: false,
  connection: false,
  waiting: true,
  working: true,
  dead: true,
  oldest: true,
  empty: true,
  age: true,
}

function sortingOf(sort: PageState['sort']): Sorting {
  const by = columns.find((column) => column.sort !== undefined && column.sort === sort?.by)?.sort
  return by === undefined || sort === null ? byQueue : { by, descending: sort.descending }
}

const byQueue: Sorting = { by: 'queue', descending: false }

/** One row per job queue. Only the visible rows are rendered. */
export function QueueTable({ rows, cloudWatch, onOpen, onOpenDead, onConnect }: QueueTableProps) {
  const [page, change] = usePageState('all-queues')
  const [selected, setSelected] = useSessionState<string | null>('all-queues', null)
  const sorting = sortingOf(page.sort)
  const sorted = sortRows(rows, sorting)
  const sortBy = (by: QueueSort): void =>
    change({ sort: { by, descending: sorting.by === by ? !sorting.descending : firstDescending[by] } })
  return (
    <VirtualGrid
      label="Job queues"
      columns={columns.map(({ label, sort, className }): GridColumn => {
        if (sort === undefined) return { label, className, hideLabel: label === 'Alarm' }
        const direction = sorting.descending ? 'descending' : 'ascending'
        return {
          label,
          className,
          sorted: sorting.by === sort ? direction : 'none',
          onSort: () => sortBy(sort),
        }
      })}
      columnsClassName={styles.columns}
      rowHeight={rowHeight}
      items={sorted}
      keyOf={({ key }) => key}
      selected={sorted.find(({ key }) => key === selected) ?? null}
      onSelect={({ key }) => setSelected(key)}
      onOpen={({ figures }) => onOpen(figures.connectionId, figures.queue)}
      stateOf={({ alarms }) => (alarms.length > 0 ? 'alarm' : 'calm')}
      renderRow={(row) => (
        <QueueCells
          row={row}
          cloudWatch={cloudWatch[row.figures.connectionId]}
          onOpen={() => onOpen(row.figures.connectionId, row.figures.queue)}
          onOpenDead={() => onOpenDead(row.figures.connectionId, row.figures.queue)}
          onConnect={onConnect}
        />
      )}
    />
  )
}

interface QueueCellsProps {
  readonly row: QueueRow
  readonly cloudWatch: CloudWatchState | undefined
  readonly onOpen: () => void
  readonly onOpenDead: () => void
  readonly onConnect: (connectionId: string) => void
}

function QueueCells({ row, cloudWatch, onOpen, onOpenDead, onConnect }: QueueCellsProps) {
  const { figures, connection, alarms, values } = row
  const now = useNowInSteps(stepMs)
  const hint = (kind: FigureKind): string => figureHint(kind, figures[kind], now, cloudWatch)
  const readAt = figures.waiting?.at ?? null
  const isOld = readAt !== null && now - readAt > freshMs
  const texts = alarms.map(({ condition, value }) => alarmText(condition, value)).join(', ')
  const oldest = figures.oldestMs
  return (
    <>
      <GridCell className={styles.alarm}>
        {alarms.length > 0 ? (
          <>
            <BellRing aria-hidden />
            <VisuallyHidden>Alarm</VisuallyHidden>
          </>
        ) : null}
      </GridCell>
      <GridCell className={styles.queue} title={texts === '' ? figures.queue : `${figures.queue}: ${texts}`}>
        <button type="button" className={styles.name} tabIndex={-1} onClick={onOpen}>
          <MiddleCut text={figures.queue} />
        </button>
        {texts === '' ? null : <span className={styles.reason}>{texts}</span>}
      </GridCell>
      <GridCell
        className={styles.connection}
        title={connection === undefined ? '' : connectionText(connection)}
      >
        {connection === undefined ? '' : connectionText(connection)}
      </GridCell>
      <FigureCell figure={figures.waiting} hint={hint('waiting')} old={isOld} strong />
      <FigureCell figure={figures.working} hint={hint('working')} old={isOld} />
      <FigureCell figure={figures.dead} hint={hint('dead')} old={isOld} alert onOpen={onOpenDead} />
      <FigureCell
        className={styles.oldest}
        figure={
          oldest === null || oldest.sign === 'at-most'
            ? oldest
            : { ...oldest, value: oldest.value + Math.max(0, now - oldest.at) }
        }
        hint={hint('oldestMs')}
        old={isOld}
        format={spanText}
      />
      <GridCell className={styles.chart}>
        <DayLine values={values} />
      </GridCell>
      <FigureCell
        className={styles.empty}
        figure={figures.emptyInMs}
        hint={hint('emptyInMs')}
        old={isOld}
        format={spanText}
        unknown={figures.waiting?.value === 0 ? 'empty' : null}
      />
      <GridCell className={styles.age} title={ageHint(connection)}>
        {connection?.state === 'idle' || connection?.state === 'failed' ? (
          <button
            type="button"
            className={styles.link}
            tabIndex={-1}
            aria-label={`Connect ${connection.label}`}
            onClick={() => onConnect(connection.id)}
          >
            Connect
          </button>
        ) : readAt === null ? (
          'never'
        ) : (
          formatAge(now - readAt)
        )}
      </GridCell>
    </>
  )
}

function connectionText({ label, region, kind, state }: NonNullable<QueueRow['connection']>): string {
  const location = kind === 'local' ? label : `${label} · ${region}`
  const word = stateTexts[state]
  return word === null ? location : `${label} · ${word}`
}

/** Why a connection's numbers are not updated. */
const stateTexts: Readonly<Record<NonNullable<QueueRow['connection']>['state'], string | null>> = {
  idle: 'not connected',
  connecting: 'connecting…',
  ready: null,
  reconnecting: 'offline',
  failed: 'not connected',
}

function ageHint(connection: QueueRow['connection']): string {
  if (connection?.state === 'ready')
    return 'Queues that are not on screen are read less often, to stay within the request limit.'
  const { message = 'Not connected, so the numbers are not updated.', hint = '' } = connection?.error ?? {}
  return `${message} ${hint}`.trim()
}

interface FigureCellProps {
  readonly figure: Figure | null
  readonly hint: string
  readonly old: boolean
  readonly format?: (value: number) => string
  readonly strong?: boolean
  /** Red unless it is zero. */
  readonly alert?: boolean
  /** Opens the page with details about the number. Used unless it is zero. */
  readonly onOpen?: () => void
  /** Shown if the number is unknown. */
  readonly unknown?: string | null
  readonly className?: string | undefined
}

function FigureCell(props: FigureCellProps) {
  const {
    figure,
    hint,
    old,
    format = formatCount,
    strong = false,
    alert = false,
    unknown = null,
    onOpen,
  } = props
  const isZero = figure === null || figure.value === 0
  const text: ReactNode =
    figure !== null ? (
      <>
        <span aria-hidden>{figureText(figure, format)}</span>
        <VisuallyHidden>{spokenFigure(figure, format)}</VisuallyHidden>
      </>
    ) : (
      (unknown ?? (
        <>
          <span aria-hidden>—</span>
          <VisuallyHidden>unknown</VisuallyHidden>
        </>
      ))
    )
  return (
    <GridCell className={props.className ?? styles.number} title={hint}>
      <span
        className={styles.figure}
        data-strong={(strong && !isZero) || undefined}
        data-alert={(alert && !isZero) || undefined}
        data-old={old || undefined}
      >
        {onOpen === undefined || isZero ? (
          text
        ) : (
          <button type="button" className={styles.link} tabIndex={-1} onClick={onOpen}>
            {text}
          </button>
        )}
      </span>
    </GridCell>
  )
}
