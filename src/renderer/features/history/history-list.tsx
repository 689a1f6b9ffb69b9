import type { HistoryJob } from '../../../shared/history.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { dateTime, formatBytes, formatMoment } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import { GridCell, VirtualGrid } from '../../ui/layout/virtual-grid.tsx'
import { HistoryState } from './history-state.tsx'
import { ForeignText } from '../../ui/foreign-text.tsx'
import styles from './history-view.module.css'

const columns = [
  { label: 'Job' },
  { label: 'State' },
  { label: 'Queue', className: styles.queue },
  { label: 'Size', className: styles.number },
  { label: 'Time', className: styles.number },
]

interface HistoryListProps {
  readonly jobs: readonly HistoryJob[]
  readonly selected: HistoryJob | null
  readonly hasMore: boolean
  readonly loading: boolean
  /** Why the next page could not be loaded. */
  readonly error: Error | null
  readonly onMore: () => void
  readonly onSelect: (job: HistoryJob) => void
  readonly onOpen: () => void
}

/** The jobs, newest first. Scrolling to the end loads the next page. */
export function HistoryList(props: HistoryListProps) {
  const { jobs, selected, hasMore, loading, error, onMore, onSelect, onOpen } = props
  const now = useNow()
  return (
    <div className={styles.list}>
      <VirtualGrid
        label="Jobs"
        columns={columns}
        columnsClassName={styles.columns}
        rowHeight={34}
        items={jobs}
        keyOf={(job) => String(job.id)}
        selected={selected}
        onSelect={onSelect}
        onOpen={onOpen}
        more={hasMore}
        onEnd={() => {
          if (hasMore && !loading && error === null) onMore()
        }}
        renderRow={(job) => (
          <>
            <GridCell className={styles.name} title={job.fileName === '' ? job.name : job.fileName}>
              <ForeignText text={job.name} />
            </GridCell>
            <GridCell>
              <HistoryState state={job.state} />
            </GridCell>
            <GridCell className={styles.queue} title={job.queue}>
              {job.queue}
            </GridCell>
            <GridCell className={styles.number}>{job.size === null ? '—' : formatBytes(job.size)}</GridCell>
            <GridCell className={styles.number} title={dateTime(job.createdAt)}>
              {formatMoment(job.createdAt, now)}
            </GridCell>
          </>
        )}
      />
      {error === null ? null : <ErrorNote error={error} onRetry={onMore} />}
    </div>
  )
}
