/* oxlint-disable jsx-a11y/prefer-tag-over-role -- virtualised rows cannot be table rows, so neither can their header */
import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ComponentPropsWithRef, KeyboardEvent, PointerEvent } from 'react'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { updateView, useSavedView } from '../../../ui/view/view-state.ts'
import { maxWidth, minWidth, type JobColumn } from './columns.ts'
import styles from './jobs-list.module.css'

interface ListHeadProps extends ComponentPropsWithRef<'div'> {
  readonly columns: readonly JobColumn[]
  readonly sort: JobsView['sort']
  readonly onSort: (sort: JobsView['sort']) => void
}

/** The column headers. A click sorts; dragging the edge of a column resizes it. */
export function ListHead({ columns, sort, onSort, ...area }: ListHeadProps) {
  return (
    <div {...area} role="rowgroup" className={styles.top} title="Right-click to choose columns and sizes.">
      <div className={styles.head} role="row" aria-rowindex={1}>
        <span role="columnheader" className={styles.check}>
          <span className={styles.hidden}>Selected</span>
        </span>
        {columns.map((column) => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
    </div>
  )
}

interface HeadCellProps extends Pick<ListHeadProps, 'sort' | 'onSort'> {
  readonly column: JobColumn
}

function HeadCell({ column, sort, onSort }: HeadCellProps) {
  const { label, sortBy } = column
  const isSorted = sortBy === sort.by
  const Arrow = sort.descending ? ArrowDown : ArrowUp
  return (
    <span
      role="columnheader"
      className={styles.headCell}
      data-column={column.id}
      data-end={column.alignEnd || undefined}
      aria-sort={isSorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      {sortBy === undefined ? (
        label
      ) : (
        <button
          type="button"
          className={styles.sort}
          onClick={() =>
            onSort({ by: sortBy, descending: isSorted ? !sort.descending : sortsDescendingFirst(sortBy) })
          }
        >
          {label}
          {isSorted ? <Arrow size={12} aria-hidden /> : null}
        </button>
      )}
      {column.width === undefined ? null : <Resizer column={column} />}
    </span>
  )
}

/**
 * True if the first click sorts in descending order: newest, largest or unread first, but names
 * from A.
 */
function sortsDescendingFirst(by: JobsView['sort']['by']): boolean {
  return by !== 'name' && by !== 'state'
}

function Resizer({ column }: { readonly column: JobColumn }) {
  const { id, label, width = 0 } = column
  const current = useSavedView(({ columns }) => columns[id]) ?? width
  // The columns after the name grow to the left, so that the edge stays under the pointer.
  const sign = id === 'state' ? 1 : -1
  const set = (next: number): void =>
    updateView(({ columns }) => ({
      columns: { ...columns, [id]: Math.round(Math.min(maxWidth, Math.max(minWidth, next))) },
    }))

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    event.preventDefault()
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    const startX = event.clientX
    const move = (moved: globalThis.PointerEvent): void => set(current + sign * (moved.clientX - startX))
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', () => handle.removeEventListener('pointermove', move), {
      once: true,
    })
  }

  function onKeyDown(event: KeyboardEvent) {
    const delta = { ArrowLeft: -8, ArrowRight: 8 }[event.key]
    if (delta === undefined) return
    event.preventDefault()
    event.stopPropagation()
    set(current + sign * delta)
  }

  return (
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={current}
      aria-valuemin={minWidth}
      aria-valuemax={maxWidth}
      tabIndex={0}
      className={styles.resizer}
      data-side={sign === 1 ? 'end' : 'start'}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
      onDoubleClick={() => set(width)}
    />
  )
}
