import { useQuery } from '@tanstack/react-query'
import { queuesQuery } from '../../queries/queues.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatCount, plural } from '../../ui/format.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { useView } from '../../ui/view.ts'
import styles from './queue-list.module.css'

/** All job queues of the connection, with how much waits in each. */
export function QueueList() {
  const { show } = useView()
  const { data, error, refetch } = useQuery(queuesQuery())
  return (
    <section className={styles.view} aria-label="All queues">
      <PageHeader
        title="All queues"
        meta={data === undefined ? null : <span className={styles.meta}>{plural(data.queues.length, 'queue')}</span>}
      />
      {error === null ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      <ul className={styles.list}>
        {data?.queues.map(({ config, lanes, dead }) => (
          <li key={config.name}>
            <button type="button" className={styles.row} onClick={() => show({ kind: 'queue', name: config.name })}>
              <span className={styles.name}>{config.name}</span>
              <span>{lanes[0]?.depth == null ? '—' : `${formatCount(lanes[0].depth.visible)} waiting`}</span>
              <span>{formatCount(lanes.reduce((sum, { depth }) => sum + (depth?.inFlight ?? 0), 0))} working</span>
              <span data-alert={(dead?.count ?? 0) > 0 || undefined}>{formatCount(dead?.count ?? 0)} dead</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
