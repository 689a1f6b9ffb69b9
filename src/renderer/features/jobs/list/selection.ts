import type { JobFilter } from '../../../../shared/jobs/job-state.ts'
import type { GroupRow, JobEntry, JobSelection, JobsView } from '../../../../shared/jobs/jobs.ts'
import type { ListSelection } from '../../../ui/view/view-state.ts'

export const nothing: ListSelection = { kind: 'some', ids: [] }

/** The maximum number of jobs that main accepts. */
const maxIds = 10_000

/** Cached, because thousands of jobs may be selected and every row on screen checks. */
const sets = new WeakMap<ListSelection, ReadonlySet<number>>()

export function isSelected(selection: ListSelection, id: number): boolean {
  let set = sets.get(selection)
  if (set === undefined) {
    set = new Set(selection.kind === 'some' ? selection.ids : selection.except)
    sets.set(selection, set)
  }
  return set.has(id) === (selection.kind === 'some')
}

/** Counts the selected jobs. `total` is the number of jobs in the list. */
export function countSelected(selection: ListSelection, total: number): number {
  return selection.kind === 'some' ? selection.ids.length : Math.max(0, total - selection.except.length)
}

export function toggled(selection: ListSelection, id: number): ListSelection {
  const ids = selection.kind === 'some' ? selection.ids : selection.except
  const next = ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id].slice(-maxIds)
  return selection.kind === 'some' ? { kind: 'some', ids: next } : { kind: 'all', except: next }
}

/** Returns the ids of the jobs among some entries. */
export function jobIds(entries: readonly JobEntry[]): number[] {
  return entries.flatMap((entry) => (entry.kind === 'job' ? [entry.id] : []))
}

/** Selects everything that a list shows. */
export function allOf(view: JobsView): JobSelection {
  return { kind: 'all', view, except: [] }
}

/** Returns the view of a group's jobs with a filter, whatever else the list shows. */
export function viewOfGroup(view: JobsView, { id }: GroupRow, filter: JobFilter): JobsView {
  return { ...view, filter, text: '', group: id, expanded: [] }
}

/** Converts a selection to what main expects, or `null` if nothing is selected. */
export function toJobSelection(selection: ListSelection, view: JobsView): JobSelection | null {
  if (selection.kind === 'all') return { kind: 'all', view, except: [...selection.except] }
  return selection.ids.length === 0 ? null : { kind: 'some', ids: [...selection.ids] }
}
