import type { CSSProperties } from 'react'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'

export interface JobColumn {
  readonly id: 'state' | 'name' | 'queue' | 'size' | 'results' | 'fix' | 'age'
  readonly label: string
  /** The sort key for clicks on its header. Absent if it cannot be sorted. */
  readonly sortBy?: JobsView['sort']['by']
  /** In pixels. Absent if it takes the remaining width. */
  readonly width?: number
  readonly alignEnd?: boolean
  /** True if the user can hide it. */
  readonly canHide?: boolean
}

const all: readonly JobColumn[] = [
  { id: 'state', label: 'State', sortBy: 'state', width: 136 },
  { id: 'name', label: 'Name', sortBy: 'name' },
  { id: 'queue', label: 'Queue', width: 96, canHide: true },
  { id: 'size', label: 'Size', sortBy: 'size', width: 70, alignEnd: true, canHide: true },
  { id: 'results', label: 'Results', sortBy: 'results', width: 132, canHide: true },
  { id: 'fix', label: 'Next step', width: 132, alignEnd: true },
  { id: 'age', label: 'Age', sortBy: 'age', width: 56, alignEnd: true, canHide: true },
]

export const [minWidth, maxWidth] = [48, 480]

/**
 * Returns a list's columns. Only lists of several job queues have a queue column. With
 * `showsFix`, each row has a button for the next step instead of the size.
 */
export function columnsFor(showsQueue: boolean, showsFix: boolean): readonly JobColumn[] {
  return all
    .filter(({ id }) => (showsQueue || id !== 'queue') && id !== (showsFix ? 'size' : 'fix'))
    .map((column) =>
      showsFix && column.id === 'results' ? { ...column, label: 'Reason', canHide: false } : column,
    )
}

/**
 * Returns the widths as style variables such as `--w-state`. The style sheet decides which columns
 * a narrow list keeps.
 */
export function widthVariables(widths: Readonly<Record<string, number>>): CSSProperties {
  const variables = all.map(({ id, width }) => [`--w-${id}`, `${widths[id] ?? width ?? 0}px`])
  return Object.fromEntries(variables) as CSSProperties
}

/** Lists the hidden columns for the style sheet, such as `size age`. */
export function hiddenColumns(
  columns: readonly JobColumn[],
  widths: Readonly<Record<string, number>>,
): string | undefined {
  const hidden = columns.filter(({ id, canHide }) => canHide === true && widths[id] === 0)
  return hidden.length === 0 ? undefined : hidden.map(({ id }) => id).join(' ')
}
