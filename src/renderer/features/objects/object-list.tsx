import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { StoredObject } from '../../../shared/objects.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { dateTime, formatBytes, formatMoment } from '../../ui/format.ts'
import { useNow } from '../../ui/use-now.ts'
import styles from './objects-view.module.css'

const rowHeight = 34

interface ObjectListProps {
  readonly objects: readonly StoredObject[]
  readonly selected: StoredObject | null
  readonly hasMore: boolean
  readonly loading: boolean
  /** Why the next page could not be read. */
  readonly error: Error | null
  readonly onMore: () => void
  readonly onSelect: (object: StoredObject) => void
  readonly onOpen: () => void
}

/** The keys of a bucket; the next page is read when the end comes into sight. */
export function ObjectList(props: ObjectListProps) {
  const { objects, selected, hasMore, loading, error, onMore, onSelect, onOpen } = props
  const now = useNow()
  const scroll = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: objects.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => objects[index]?.key ?? index,
    overscan: 10,
    initialRect: { width: 640, height: 560 },
  })
  const rows = virtualizer.getVirtualItems()
  const lastShown = rows.at(-1)?.index ?? 0
  const atEnd = lastShown >= objects.length - 1

  useEffect(() => {
    if (atEnd && hasMore && !loading && error === null) onMore()
  }, [atEnd, hasMore, loading, error, onMore])

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const at = selected === null ? 0 : objects.indexOf(selected)
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: objects.length - 1,
    }
    const goal = goals[event.key]
    if (goal !== undefined) goTo(goal)
    else if (event.key === 'Enter') onOpen()
    else return
    event.preventDefault()
  }

  function goTo(index: number) {
    const object = objects[Math.max(0, Math.min(objects.length - 1, index))]
    if (object === undefined) return
    onSelect(object)
    virtualizer.scrollToIndex(objects.indexOf(object), { align: 'auto' })
    requestAnimationFrame(() => {
      scroll.current?.querySelector<HTMLElement>('[role="row"][aria-selected="true"]')?.focus()
    })
  }

  return (
    <div className={styles.list}>
      <div
        className={styles.grid}
        role="grid"
        aria-label="Objects"
        aria-rowcount={hasMore ? -1 : objects.length + 1}
        onKeyDown={onKeyDown}
      >
        <div role="rowgroup">
          <div className={styles.head} role="row" aria-rowindex={1}>
            <span role="columnheader">Key</span>
            <span role="columnheader" className={styles.number}>
              Size
            </span>
            <span role="columnheader" className={styles.number}>
              Modified
            </span>
          </div>
        </div>
        <div ref={scroll} className={styles.scroll} role="presentation">
          <div className={styles.sizer} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
            {rows.map((item) => {
              const object = objects[item.index]
              if (object === undefined) return null
              const isSelected = object === selected
              return (
                <div
                  key={item.key}
                  className={styles.row}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={isSelected}
                  tabIndex={isSelected ? 0 : -1}
                  style={{ transform: `translateY(${item.start}px)` }}
                  onClick={() => onSelect(object)}
                  onDoubleClick={onOpen}
                >
                  <span role="gridcell" className={styles.key} title={object.key}>
                    <bdi>{object.key}</bdi>
                  </span>
                  <span role="gridcell" className={styles.number}>
                    {formatBytes(object.size)}
                  </span>
                  <span
                    role="gridcell"
                    className={styles.number}
                    title={object.modifiedAt === null ? undefined : dateTime(object.modifiedAt)}
                  >
                    {object.modifiedAt === null ? '—' : formatMoment(object.modifiedAt, now)}
                  </span>
                </div>
              )
            })}
          </div>
        </div>
      </div>
      {error === null ? null : <ErrorNote error={error} onRetry={onMore} />}
      {hasMore ? (
        <div className={styles.more}>
          <Button size="small" disabled={loading} onClick={onMore}>
            {loading ? 'Reading…' : 'Load more'}
          </Button>
        </div>
      ) : null}
    </div>
  )
}
