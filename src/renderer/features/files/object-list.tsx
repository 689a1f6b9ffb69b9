import type { StoredObject } from '../../../shared/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { dateTime, formatBytes, formatMoment } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import { GridCell, VirtualGrid } from '../../ui/layout/virtual-grid.tsx'
import { ForeignText } from '../../ui/foreign-text.tsx'
import styles from './objects-view.module.css'

const columns = [
  { label: 'Key' },
  { label: 'Size', className: styles.number },
  { label: 'Modified', className: styles.number },
]

interface ObjectListProps {
  readonly objects: readonly StoredObject[]
  readonly selected: StoredObject | null
  readonly hasMore: boolean
  readonly loading: boolean
  /** Why the next page could not be loaded. */
  readonly error: Error | null
  readonly onMore: () => void
  readonly onSelect: (object: StoredObject) => void
  readonly onOpen: () => void
}

/** The objects of a bucket. Scrolling to the end loads the next page. */
export function ObjectList(props: ObjectListProps) {
  const { objects, selected, hasMore, loading, error, onMore, onSelect, onOpen } = props
  const now = useNow()

  return (
    <div className={styles.list}>
      <VirtualGrid
        label="Objects"
        columns={columns}
        columnsClassName={styles.columns}
        rowHeight={34}
        items={objects}
        keyOf={(object) => object.key}
        selected={selected}
        onSelect={onSelect}
        onOpen={onOpen}
        more={hasMore}
        onEnd={() => {
          if (hasMore && !loading && error === null) onMore()
        }}
        renderRow={(object) => (
          <>
            <GridCell className={styles.key} title={object.key}>
              <ForeignText text={object.key} />
            </GridCell>
            <GridCell className={styles.number}>{formatBytes(object.size)}</GridCell>
            <GridCell
              className={styles.number}
              title={object.modifiedAt === null ? undefined : dateTime(object.modifiedAt)}
            >
              {object.modifiedAt === null ? '—' : formatMoment(object.modifiedAt, now)}
            </GridCell>
          </>
        )}
      />
      {error === null ? null : <ErrorNote error={error} onRetry={onMore} />}
      {hasMore ? (
        <div className={styles.more}>
          <Button size="small" disabled={loading} onClick={onMore}>
            {loading ? 'Loading…' : 'Load more'}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
