/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events --
   Virtualised rows cannot be table rows; the grid handles the keys and its rows take the focus. */
import { useEffect, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { ChevronDown, ChevronUp } from 'lucide-react'
import { observeElementRect, useVirtualizer } from '@tanstack/react-virtual'
import { classNames } from '../class-names.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './virtual-grid.module.css'

const assumedRect = { width: 640, height: 480 }

export interface GridColumn {
  readonly label: string
  /** Hides the label visually. It still names the column. */
  readonly hideLabel?: boolean
  readonly className?: string | undefined
  /** This column's sort order. */
  readonly sorted?: 'ascending' | 'descending' | 'none'
  /** Sorts by this column. Its label becomes a button. */
  readonly onSort?: () => void
}

/** Multiple selection, with Ctrl, Shift and Ctrl+A. */
interface MultipleSelection<T> {
  readonly isChosen: (item: T) => boolean
  readonly onChoose: (item: T, how: 'only' | 'toggle' | 'range') => void
  readonly onChooseAll: () => void
}

interface VirtualGridProps<T> {
  readonly label: string
  readonly columns: readonly GridColumn[]
  /** Sets `grid-template-columns` for the header and the rows. May use `@container grid`. */
  readonly columnsClassName: string | undefined
  /** In pixels, the same for all rows. */
  readonly rowHeight: number
  readonly items: readonly T[]
  readonly keyOf: (item: T) => string
  readonly selected: T | null
  readonly onSelect: (item: T) => void
  /** Allows several selected rows. Then `selected` is the focused one. */
  readonly multiple?: MultipleSelection<T>
  /** Called on Enter or a double click. */
  readonly onOpen?: (item: T) => void
  /** Called on any other key on a row. Returns true if the key was handled. */
  readonly onRowKey?: (key: string, item: T) => boolean
  /** True if there are more rows than `items`, so that the row count is unknown. */
  readonly more?: boolean
  /** Called when the last row becomes visible. */
  readonly onEnd?: () => void
  /** The value of the row's `data-state` attribute. */
  readonly stateOf?: (item: T) => string
  /** A row's cells as `GridCell`s. */
  readonly renderRow: (item: T, selected: boolean) => ReactNode
}

/** A virtualised list with columns. Arrow, Home, End and Page keys move the selection. */
export function VirtualGrid<T>(props: VirtualGridProps<T>) {
  const { label, columns, columnsClassName, rowHeight, items, keyOf, selected, onSelect, renderRow } = props
  const { multiple, onOpen, onRowKey, more = false, onEnd, stateOf } = props
  const scroll = useRef<HTMLDivElement>(null)
  const selectedIndex = selected === null ? -1 : items.indexOf(selected)
  // oxlint-disable-next-line react/incompatible-library -- its results must not be memoised, and none are memoised here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : keyOf(item)
    },
    overscan: 8,
    // The height before the first layout. Without it no rows would render.
    initialRect: assumedRect,
    // An element without a layout has no height.
    observeElementRect: (instance, onRect) =>
      observeElementRect(instance, (rect) => onRect(rect.height === 0 ? assumedRect : rect)),
  })
  const rows = virtualizer.getVirtualItems()
  const atEnd = (rows.at(-1)?.index ?? 0) >= items.length - 1

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  useEffect(() => {
    if (atEnd) onEnd?.()
  }, [atEnd, onEnd])

  function goTo(index: number, how: 'only' | 'range') {
    const target = Math.max(0, Math.min(items.length - 1, index))
    const item = items[target]
    if (item === undefined) return
    if (multiple === undefined) onSelect(item)
    else multiple.onChoose(item, how)
    virtualizer.scrollToIndex(target, { align: 'auto' })
    // The row may have to be rendered first.
    requestAnimationFrame(() => {
      scroll.current?.querySelector<HTMLElement>(`[data-row="${target}"]`)?.focus()
    })
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const ctrl = event.ctrlKey || event.metaKey
    if (multiple !== undefined && ctrl && event.key === 'a') {
      multiple.onChooseAll()
      event.preventDefault()
    }
    if (ctrl || event.altKey) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex - 1,
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
      Home: 0,
      End: items.length - 1,
    }
    const goal = targets[event.key]
    // A button inside a row handles its own keys.
    const rowIndex = event.target instanceof HTMLElement ? event.target.dataset['row'] : undefined
    const item = rowIndex === undefined ? undefined : items[Number(rowIndex)]
    if (goal !== undefined) goTo(goal, event.shiftKey ? 'range' : 'only')
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
      aria-multiselectable={multiple !== undefined || undefined}
      aria-rowcount={more ? -1 : items.length + 1}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className={styles.top}>
        <div className={classNames(styles.head, columnsClassName)} role="row" aria-rowindex={1}>
          {columns.map((column) => (
            <span
              key={column.label}
              role="columnheader"
              className={column.className}
              aria-sort={column.sorted}
            >
              {column.hideLabel === true ? (
                <span className={styles.hiddenLabel}>{column.label}</span>
              ) : column.onSort === undefined ? (
                column.label
              ) : (
                <SortButton column={column} onSort={column.onSort} />
              )}
            </span>
          ))}
        </div>
      </div>
      <div ref={scroll} className={styles.scroll} role="presentation">
        <div className={styles.sizer} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {rows.map((row) => {
            const item = items[row.index]
            if (item === undefined) return null
            const isSelected = item === selected
            const takesFocus = isSelected || (selectedIndex < 0 && row.index === 0)
            return (
              <div
                key={row.key}
                className={classNames(styles.row, columnsClassName)}
                role="row"
                aria-rowindex={row.index + 2}
                aria-selected={multiple?.isChosen(item) ?? isSelected}
                tabIndex={takesFocus ? 0 : -1}
                data-row={row.index}
                data-state={stateOf?.(item)}
                style={{ height: rowHeight, transform: `translateY(${row.start}px)` }}
                onClick={(event) => {
                  if (multiple === undefined) onSelect(item)
                  else multiple.onChoose(item, howOf(event))
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

function SortButton({ column, onSort }: { readonly column: GridColumn; readonly onSort: () => void }) {
  return (
    <button type="button" className={styles.sort} onClick={onSort}>
      {column.label}
      {column.sorted === 'ascending' ? <ChevronUp aria-hidden /> : null}
      {column.sorted === 'descending' ? <ChevronDown aria-hidden /> : null}
    </button>
  )
}

function howOf(event: MouseEvent): 'only' | 'toggle' | 'range' {
  return event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'only'
}

interface GridCellProps {
  readonly className?: string | undefined
  readonly title?: string | undefined
  readonly children: ReactNode
}

export function GridCell({ className, title, children }: GridCellProps) {
  return (
    <span role="gridcell" className={className} title={title === undefined ? undefined : visibleText(title)}>
      {children}
    </span>
  )
}
