import { useRef } from 'react'
import type { JobEntry, JobRow } from '../../../../shared/jobs.ts'
import type { ListSelection } from '../../../ui/view-state.ts'
import { isSelected } from '../list/selection.ts'

/**
 * The selected jobs as they were last on screen. A long selection also has jobs that were never there: main knows them.
 */
export function useSelected(selection: ListSelection, entries: readonly JobEntry[]): readonly JobRow[] {
  const seen = useRef(new Map<number, JobRow>())
  const rows = seen.current
  for (const id of rows.keys()) if (!isSelected(selection, id)) rows.delete(id)
  for (const entry of entries) {
    if (entry.kind === 'job' && isSelected(selection, entry.id)) rows.set(entry.id, entry)
  }
  return [...rows.values()]
}
