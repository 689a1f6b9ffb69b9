import type { CSSProperties } from 'react'
import type { JobsView } from '../../../../shared/jobs.ts'

export interface JobColumn {
  readonly id: 'state' | 'name' | 'queue' | 'size' | 'results' | 'fix' | 'age'
  readonly label: string
  /** What a click on its header sorts by; absent if it cannot be sorted. */
  readonly sortBy?: JobsView['sort']['by']
  /** In pixels; absent if it takes what is left. */
  readonly width?: number
  readonly alignEnd?: boolean
}

const all: readonly JobColumn[] = [
  { id: 'state', label: 'State', sortBy: 'state', width: 136 },
  { id: 'name', label: 'Name', sortBy: 'name' },
  { id: 'queue', label: 'Queue', width: 96 },
  { id: 'size', label: 'Size', sortBy: 'size', width: 70, alignEnd: true },
  { id: 'results', label: 'Results', sortBy: 'results', width: 132 },
  { id: 'fix', label: 'Next step', width: 132, alignEnd: true },
  { id: 'age', label: 'Age', sortBy: 'age', width: 56, alignEnd: true },
]

export const [minWidth, maxWidth] = [48, 480]

/**
 * The columns of a list. Only lists of several job queues name the queue of each job. `showsFix`: the next step has a
 * button in each row, in place of the size.
 */
export function columnsFor(showsQueue: boolean, showsFix: boolean): readonly JobColumn[] {
  return all
    .filter(({ id }) => (showsQueue || id !== 'queue') && id !== (showsFix ? 'size' : 'fix'))
    .map((column) => (showsFix && column.id === 'results' ? { ...column, label: 'Reason' } : column))
}

/** The widths as style variables: `--w-state`. The style sheet decides which columns a narrow list keeps. */
export function widthVariables(widths: Readonly<Record<string, number>>): CSSProperties {
  const variables = all.map(({ id, width }) => [`--w-${id}`, `${widths[id] ?? width ?? 0}px`])
  return Object.fromEntries(variables) as CSSProperties
}
