/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a fieldset is for form fields, which these are not */
import { useDeferredValue, useMemo, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Bell, BellRing, Layers } from 'lucide-react'
import { alarmsQuery, metricsQuery, sparklinesQuery } from '../../../queries/queues/metrics.ts'
import { queuesQuery } from '../../../queries/queues/queues.ts'
import { settingsQuery } from '../../../queries/settings.ts'
import { connectConnection, connectionsQuery } from '../../../queries/connections.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { FindField } from '../../../ui/controls/search-field.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { formatCount, plural } from '../../../ui/text/format.ts'
import { PageHeader } from '../../../ui/layout/page-header.tsx'
import { usePageState } from '../../../ui/view/view-state.ts'
import { AlarmsDialog } from '../alarms/alarms-dialog.tsx'
import styles from './all-queues-view.module.css'
import { matchesFilter, matchesText, queueRows, type QueueFilter } from './queue-rows.ts'
import { QueueTable } from './queue-table.tsx'

const filters: readonly { readonly value: QueueFilter; readonly label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'alarm', label: 'Alarm' },
  { value: 'not-empty', label: 'Not empty' },
]

interface AllQueuesViewProps {
  /** Shows a job queue, possibly on another connection. */
  readonly onOpen: (connectionId: string, queue: string) => void
  /** Shows its dead letters. */
  readonly onOpenDead: (connectionId: string, queue: string) => void
}

/** The job queues on all connections, with alarms first. */
export function AllQueuesView({ onOpen, onOpenDead }: AllQueuesViewProps) {
  const { data, error, refetch } = useQuery(metricsQuery())
  const connections = useQuery(connectionsQuery()).data?.connections
  const raised = useQuery(alarmsQuery()).data?.raised
  const sparklines = useQuery(sparklinesQuery()).data
  const connect = useMutation(connectConnection())
  const [page, change] = usePageState('all-queues')
  const filter = filters.find(({ value }) => value === page.filter)?.value ?? 'all'
  const { text } = page
  const [editing, setEditing] = useState(false)
  const searched = useDeferredValue(text.trim())
  const rows = useMemo(
    () => queueRows(data?.queues ?? [], connections ?? [], raised ?? [], sparklines),
    [data, connections, raised, sparklines],
  )
  const shown = useMemo(
    () => rows.filter((row) => matchesFilter(row, filter) && matchesText(row, searched)),
    [rows, filter, searched],
  )
  return (
    <section className={styles.view} aria-label="All queues">
      <PageHeader
        title="All queues"
        meta={data === undefined ? null : <span className={styles.meta}>{summary(rows)}</span>}
        actions={
          <>
            <div className={styles.search}>
              <FindField label="Find queues" value={text} onChange={(next) => change({ text: next })} />
            </div>
            <Button icon={<Bell />} onClick={() => setEditing(true)}>
              Alarms…
            </Button>
          </>
        }
      />
      <div className={styles.filters} role="group" aria-label="Filter">
        {filters.map(({ value, label }) => {
          const count = rows.filter((row) => matchesFilter(row, value)).length
          return (
            <button
              key={value}
              type="button"
              className={styles.filter}
              aria-pressed={value === filter}
              data-alert={(value === 'alarm' && count > 0) || undefined}
              onClick={() => change({ filter: value })}
            >
              {value === 'alarm' && count > 0 ? <BellRing aria-hidden /> : null}
              {label} {data === undefined ? null : <span className={styles.count}>{formatCount(count)}</span>}
            </button>
          )
        })}
        <RequestRate />
      </div>
      {error !== null ? (
        <div className={styles.error}>
          <ErrorNote error={error} onRetry={() => void refetch()} />
        </div>
      ) : null}
      {data === undefined ? null : shown.length === 0 ? (
        <EmptyState icon={<Layers />} title={emptyText(filter, searched)}>
          {rows.length === 0 ? 'The numbers of all job queues appear here.' : undefined}
        </EmptyState>
      ) : (
        <QueueTable
          rows={shown}
          cloudWatch={data.cloudWatch}
          onOpen={onOpen}
          onOpenDead={onOpenDead}
          onConnect={(connectionId) => connect.mutate({ connectionId })}
        />
      )}
      {editing ? <AlarmsDialog onClose={() => setEditing(false)} /> : null}
    </section>
  )
}

/** Shows how many requests it takes to read all queues. */
function RequestRate() {
  const perHour = useQuery(queuesQuery()).data?.requestsPerHour
  const limit = useQuery(settingsQuery()).data?.pollBudgetPerHour
  if (perHour === undefined || limit === undefined) return null
  return (
    <span
      className={styles.requests}
      title="Requests to read the queues of all connections. Local is free and not counted."
    >
      {perHour === 0
        ? 'no paid requests'
        : `about ${formatCount(Math.round(perHour))} of ${formatCount(limit)} requests an hour`}
    </span>
  )
}

function summary(rows: ReturnType<typeof queueRows>): string {
  const connections = new Set(rows.map(({ figures }) => figures.connectionId)).size
  const queues = plural(rows.length, 'queue')
  return connections < 2 ? queues : `${queues} on ${plural(connections, 'connection')}`
}

function emptyText(filter: QueueFilter, text: string): string {
  if (text !== '') return 'No queue matches'
  if (filter === 'alarm') return 'No alarms'
  return filter === 'not-empty' ? 'All queues are empty' : 'No queues'
}
