import { useState } from 'react'
import type { JobEntry, JobRow } from '../../../../shared/jobs/jobs.ts'
import type { ListSelection } from '../../../ui/view/view-state.ts'
import { isSelected } from '../list/selection.ts'

/**
 * Returns the selected jobs as they were last on screen. A long selection may also include jobs
 * that were never on screen; only main has those.
 */
export function useSelected(selection: ListSelection, entries: readonly JobEntry[]): readonly JobRow[] {
  const [seen, setSeen] = useState(() => ({ selection, entries, rows: merged([], selection, entries) }))
  if (seen.selection === selection && seen.entries === entries) return seen.rows
  const rows = merged(seen.rows, selection, entries)
  setSeen({ selection, entries, rows })
  return rows
}

function merged(
  before: readonly JobRow[],
  selection: ListSelection,
  entries: readonly JobEntry[],
): readonly JobRow[] {
  const rows = new Map(before.map((row) => [row.id, row]))
  for (const entry of entries) if (entry.kind === 'job') rows.set(entry.id, entry)
  return [...rows.values()].filter(({ id }) => isSelected(selection, id))
}
