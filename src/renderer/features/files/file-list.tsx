import { useEffect, type Ref } from 'react'
import type { StoredObject } from '../../../shared/files/objects.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { dateTime, formatBytes, formatMoment } from '../../ui/text/format.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { GridCell, VirtualGrid } from '../../ui/layout/virtual-grid.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { useNow } from '../../ui/use-now.ts'
import type { FileOrder } from './file-order.ts'
import styles from './files-view.module.css'
import type { FileNames } from './use-file-names.ts'
import type { FileSelection } from './use-file-selection.ts'

interface FileListProps {
  readonly ref: Ref<HTMLDivElement>
  /** True if another view covers it. */
  readonly inert: boolean
  readonly objects: readonly StoredObject[]
  readonly names: FileNames
  readonly selection: FileSelection
  /** The file with the focus. */
  readonly current: StoredObject | null
  readonly order: FileOrder | null
  readonly onOrder: (order: FileOrder | null) => void
  readonly hasMore: boolean
  readonly loading: boolean
  /** Set if the next page could not be loaded. */
  readonly error: Error | null
  readonly onMore: () => void
  readonly onOpen: () => void
  readonly onRemove: () => void
}

/** A bucket's files. Scrolling to the end loads the next page. */
export function FileList(props: FileListProps) {
  const {
    ref,
    inert,
    objects,
    names,
    selection,
    current,
    order,
    onOrder,
    hasMore,
    loading,
    error,
    onMore,
    onOpen,
    onRemove,
  } = props
  const now = useNow()

  /** Each click changes the order: ascending, descending, unsorted. */
  const sorted = (by: FileOrder['by']) => ({
    sorted:
      order?.by !== by
        ? ('none' as const)
        : order.descending
          ? ('descending' as const)
          : ('ascending' as const),
    onSort: () =>
      onOrder(
        order?.by !== by ? { by, descending: false } : order.descending ? null : { by, descending: true },
      ),
  })

  return (
    <div ref={ref} className={styles.list} inert={inert}>
      <VirtualGrid
        label="Files"
        columns={[
          { label: 'Name', ...sorted('name') },
          { label: 'Key', className: styles.keyColumn },
          { label: 'Size', className: styles.number, ...sorted('size') },
          { label: 'Modified', className: styles.number, ...sorted('modified') },
        ]}
        columnsClassName={styles.columns}
        rowHeight={32}
        items={objects}
        keyOf={(object) => object.key}
        selected={current}
        onSelect={(object) => selection.choose(object.key, 'only')}
        multiple={{
          isChosen: (object) =>
            selection.keys.has(object.key) || (selection.keys.size === 0 && object === current),
          onChoose: (object, how) => selection.choose(object.key, how),
          onChooseAll: selection.chooseAll,
        }}
        onOpen={onOpen}
        onRowKey={(key) => {
          if (key !== 'Delete') return false
          onRemove()
          return true
        }}
        more={hasMore}
        onEnd={() => {
          if (hasMore && !loading && error === null) onMore()
        }}
        renderRow={(object) => (
          <>
            <GridCell className={styles.name}>
              <FileName fileKey={object.key} names={names} />
            </GridCell>
            <GridCell className={styles.keyColumn} title={object.key}>
              {isNamed(object.key, names) ? <ForeignText text={object.key} isName /> : null}
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

/** Shows a file's key until its name has been read. */
function FileName({ fileKey, names }: { readonly fileKey: string; readonly names: FileNames }) {
  const { want } = names
  useEffect(() => want(fileKey), [want, fileKey])
  const name = names.known.get(fileKey)?.name ?? null
  return <MiddleCut text={name ?? fileKey} className={name === null ? styles.unnamed : undefined} />
}

function isNamed(key: string, names: FileNames): boolean {
  return (names.known.get(key)?.name ?? null) !== null
}
