/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/interactive-supports-focus, jsx-a11y/click-events-have-key-events --
   Virtualised rows cannot be table rows; the grid has the focus and handles the keys. */
import { useState, type DragEvent, type MouseEvent, type ReactNode } from 'react'
import type { JobEntry } from '../../../../shared/jobs/jobs.ts'
import styles from './jobs-list.module.css'

interface EntryRowProps {
  readonly id: string
  readonly index: number
  readonly top: number
  readonly entry: JobEntry | null
  readonly selected: boolean
  readonly focused: boolean
  /** The day heading above this row. */
  readonly day: string | null
  readonly onClick: (index: number, event: MouseEvent) => void
  readonly onOpen: (index: number) => void
  /** Absent if the row has no saved files. */
  readonly onDragOut: ((event: DragEvent) => void) | undefined
  /** Absent if files dropped here become new jobs. */
  readonly onDropFiles: ((files: readonly File[]) => void) | undefined
  readonly children: ReactNode
}

/** One row of the list: a job, a group or a note. */
export function EntryRow(props: EntryRowProps) {
  const { id, index, top, entry, selected, focused, day, onClick, onOpen, onDragOut, onDropFiles, children } =
    props
  const isJob = entry?.kind === 'job'
  const dropTarget = useDropTarget(onDropFiles)
  return (
    <div
      id={id}
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-focused={focused || undefined}
      data-index={index}
      data-day={day ?? undefined}
      data-kind={entry?.kind}
      data-state={isJob ? entry.state : undefined}
      data-unread={(isJob && entry.results.new > 0) || undefined}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => onClick(index, event)}
      onDoubleClick={() => onOpen(index)}
      draggable={onDragOut !== undefined}
      onDragStart={onDragOut}
      {...dropTarget}
    >
      {day === null ? null : (
        <span className={styles.day} aria-hidden>
          {day}
        </span>
      )}
      {children}
    </div>
  )
}

/** Marks the row while files are over it, because they become results of its job, not new jobs. */
function useDropTarget(onDropFiles: EntryRowProps['onDropFiles']) {
  const [isOver, setIsOver] = useState(false)
  if (onDropFiles === undefined) return {}
  return {
    'data-file-drop-area': true,
    'data-over': isOver || undefined,
    onDragOver: () => setIsOver(true),
    onDragLeave: (event: DragEvent) => {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
        setIsOver(false)
    },
    onDrop: (event: DragEvent) => {
      setIsOver(false)
      onDropFiles([...event.dataTransfer.files])
    },
  }
}

interface CellProps {
  readonly column: string
  readonly title?: string | undefined
  readonly end?: boolean
  /** Shows the cell in red, whatever the job's state. */
  readonly alert?: boolean
  readonly children?: ReactNode
}

export function Cell({ column, title, end = false, alert = false, children }: CellProps) {
  return (
    <span
      role="gridcell"
      className={styles.cell}
      data-column={column}
      data-end={end || undefined}
      data-alert={alert || undefined}
      title={title}
    >
      {children}
    </span>
  )
}
