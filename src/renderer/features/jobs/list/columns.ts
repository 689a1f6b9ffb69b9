import type { CSSProperties } from 'react'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'

export interface JobColumn {
  readonly id: 'state' | 'name' | 'queue' | 'size' | 'results' | 'fix' | 'age'
  readonly label: string
  /** What a click on its header sorts by; absent if it cannot be sorted. */
  readonly sortBy?: JobsView['sort']['by']
  /** In pixels; absent if it takes what is left. */
  readonly width?: number
  readonly alignEnd?: boolean
  /** Whether the user can hide it. */
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
 * The columns of a list. Only lists of several job queues name the queue of each job. `showsFix`: the next step has a
 * button in each row, in place of the size.
 */
export function columnsFor(showsQueue: boolean, showsFix: boolean): readonly JobColumn[] {
  return all
    .filter(({ id }) => (showsQueue || id !== 'queue') && id !== (showsFix ? 'size' : 'fix'))
    .map((column) =>
      showsFix && column.id === 'results' ? { ...column, label: 'Reason', canHide: false } : column,
    )
}

/** The widths as style variables: `--w-state`. The style sheet decides which columns a narrow list keeps. */
export function widthVariables(widths: Readonly<Record<string, number>>): CSSProperties {
  const variables = all.map(({ id, width }) => [`--w-${id}`, `${widths[id] ?? width ?? 0}px`])
  return Object.fromEntries(variables) as CSSProperties
}

/** The hidden ones, for the style sheet: `size age`. */
export function hiddenColumns(
  columns: readonly JobColumn[],
  widths: Readonly<Record<string, number>>,
): string | undefined {
  const hidden = columns.filter(({ id, canHide }) => canHide === true && widths[id] === 0)
  return hidden.length === 0 ? undefined : hidden.map(({ id }) => id).join(' ')
}
