/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events --
   Rows that come and go while one scrolls cannot be a table's; the keys are handled by the grid, and its rows take the focus. */
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { classNames } from './class-names.ts'
import styles from './virtual-grid.module.css'

export interface GridColumn {
  readonly label: string
  /** Leaves the label out of sight; it still names the column. */
  readonly hideLabel?: boolean
  readonly className?: string | undefined
}

interface VirtualGridProps<T> {
  readonly label: string
  readonly columns: readonly GridColumn[]
  /** Sets `grid-template-columns` of the head and the rows; may do so by `@container grid`. */
  readonly columnsClassName: string | undefined
  /** In pixels, all alike. */
  readonly rowHeight: number
  readonly items: readonly T[]
  readonly keyOf: (item: T) => string
  readonly selected: T | null
  readonly onSelect: (item: T) => void
  /** Enter or a double click. */
  readonly onOpen?: (item: T) => void
  /** Another key on a row; answers whether it meant something. */
  readonly onRowKey?: (key: string, item: T) => boolean
  /** Whether there is more than `items`: then nobody can say how many rows there are. */
  readonly more?: boolean
  /** The last row has come into sight. */
  readonly onEnd?: () => void
  /** A word for the row's look, as `data-state`. */
  readonly stateOf?: (item: T) => string
  /** The cells of a row, a `GridCell` each. */
  readonly renderRow: (item: T, selected: boolean) => ReactNode
}

/**
 * A list with columns of which only the rows in sight are in the page. Arrows, Home, End and Page keys move.
 */
export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { label, columns, columnsClassName, rowHeight, items, keyOf, selected, onSelect, renderRow } = props
  const { onOpen, onRowKey, more = false, onEnd, stateOf } = props
  const scroll = useRef<HTMLDivElement>(null)
  const selectedIndex = selected === null ? -1 : items.indexOf(selected)
  // oxlint-disable-next-line react/incompatible-library -- its answers must not be memoised, and here none is
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan: 8,
    // Before the first layout there is no height; without one nothing would be drawn.
    initialRect: { width: 640, height: 480 },
  })
  const rows = virtualizer.getVirtualItems()
  const overflows = virtualizer.getTotalSize() > (virtualizer.scrollRect?.height ?? Number.POSITIVE_INFINITY)
  const atEnd = (rows.at(-1)?.index ?? 0) >= items.length - 1

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  useEffect(() => {
    if (atEnd) onEnd?.()
  }, [atEnd, onEnd])

  function goTo(index: number) {
    const goal = Math.max(0, Math.min(items.length - 1, index))
    const item = items[goal]
    if (item === undefined) return
    onSelect(item)
    virtualizer.scrollToIndex(goal, { align: 'auto' })
    // The row may have to be drawn first.
    requestAnimationFrame(() => {
      scroll.current?.querySelector<HTMLElement>(`[data-row="${goal}"]`)?.focus()
    })
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex - 1,
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
      Home: 0,
      End: items.length - 1,
    }
    const goal = goals[event.key]
    // The keys of a button inside a row are the button's own.
    const rowIndex = event.target instanceof HTMLElement ? event.target.dataset['row'] : undefined
    const item = rowIndex === undefined ? undefined : items[Number(rowIndex)]
    if (goal !== undefined) goTo(goal)
    else if (item === undefined) return
    else if (event.key === 'Enter' && onOpen !== undefined) onOpen(item)
    else if (onRowKey?.(event.key, item) !== true) return
    event.preventDefault()
  }

  return (
    <div
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={more ? -1 : items.length + 1}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.top} data-overflows={overflows || undefined}>
        <div className={classNames(styles.head, columnsClassName)} role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span key={column.label} role="columnheader" className={column.className}>
              {column.hideLabel === true ? (
                <span className={styles.unseen}>{column.label}</span>
              ) : (
                column.label
              )}
            </span>
          ))}
        </div>
      </div>
      <div ref={scroll} className={styles.scroll} role="presentation">
        <div className={styles.sizer} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((place) => {
            const item = items[place.index]
            if (item === undefined) return null
            const isSelected = item === selected
            const takesFocus = isSelected || (selectedIndex < 0 && place.index === 0)
            return (
              <div
                key={place.key}
                className={classNames(styles.row, columnsClassName)}
                role="row"
                aria-rowindex={place.index + 2}
                aria-selected={isSelected}
                tabIndex={takesFocus ? 0 : -1}
                data-row={place.index}
                data-state={stateOf?.(item)}
                style={{ height: rowHeight, transform: `translateY(${place.start}px)` }}
                onClick={() => {
                  onSelect(item)
                }}
                onDoubleClick={() => onOpen?.(item)}
              >
                {renderRow(item, isSelected)}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface GridCellProps {
  readonly className?: string | undefined
  readonly title?: string | undefined
  readonly children: ReactNode
}

export function GridCell({ className, title, children }: GridCellProps) {
  return (
    <span role="gridcell" className={className} title={title}>
      {children}
    </span>
  )
}
