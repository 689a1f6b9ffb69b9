import { useMemo, useRef, type MouseEvent } from 'react'
import type { GroupRow, JobEntry, JobRow } from '../../../../shared/jobs.ts'
import { jobEntryKey } from '../../../../shared/job-entry-key.ts'
import { jobIds, nothing, toggled } from './selection.ts'
import type { JobsList } from './use-jobs-list.ts'

export interface JobsListControl {
  readonly list: JobsList
  /** Changes when the list shows other jobs. */
  readonly viewKey: string
  readonly focusedIndex: number | null
  readonly focused: JobRow | GroupRow | null
  readonly click: (index: number, event: MouseEvent) => void
  readonly check: (id: number) => void
  readonly openAt: (index: number) => void
  readonly toggleGroup: (id: number) => void
  readonly showGroup: (id: number) => void
  /** Moves the focus by so many rows. */
  readonly move: (by: number, extend: boolean) => void
  readonly moveTo: (index: number, extend: boolean) => void
  readonly focusEntry: (entry: JobEntry) => void
  readonly selectAll: () => void
  readonly clear: () => void
}

/** The focus and the selection of a list. */
export function useListControl(list: JobsList, onOpen: () => void): JobsListControl {
  const { state, change, window, view } = list
  const { entries, offset } = window
  /** Where a range starts. */
  const anchor = useRef<number | null>(null)
  const viewKey = useMemo(() => JSON.stringify({ ...view, expanded: null }), [view])
  const found = entries.findIndex((entry) => jobEntryKey(entry) === state.focused)
  const focusedIndex = found === -1 ? null : found + offset
  const entry = found === -1 ? null : (entries[found] ?? null)

  function entryAt(index: number): JobEntry | undefined {
    return entries[index - offset]
  }

  function focusEntry(target: JobEntry): void {
    if (target.kind === 'more') return
    change({
      focused: jobEntryKey(target),
      selection: target.kind === 'job' ? { kind: 'some', ids: [target.id] } : nothing,
    })
  }

  function selectRange(from: number, to: number): void {
    const target = entryAt(to)
    if (target === undefined || target.kind === 'more') return
    const range = entries.slice(Math.max(0, Math.min(from, to) - offset), Math.max(from, to) - offset + 1)
    change({ focused: jobEntryKey(target), selection: { kind: 'some', ids: jobIds(range) } })
  }

  function moveTo(index: number, extend: boolean): void {
    const total = window.total ?? 0
    const direction = index < (focusedIndex ?? 0) ? -1 : 1
    let target = Math.max(0, Math.min(total - 1, index))
    if (entryAt(target)?.kind === 'more') target = Math.max(0, Math.min(total - 1, target + direction))
    const next = entryAt(target)
    if (next === undefined) return
    if (extend) {
      anchor.current ??= focusedIndex ?? target
      selectRange(anchor.current, target)
    } else {
      anchor.current = target
      focusEntry(next)
    }
  }

  function toggleGroup(id: number): void {
    const isOpen = state.expanded.includes(id)
    change({
      expanded: isOpen ? state.expanded.filter((one) => one !== id) : [...state.expanded, id].slice(-100),
    })
  }

  function openAt(index: number): void {
    const target = entryAt(index)
    if (target?.kind === 'group') toggleGroup(target.id)
    else if (target?.kind === 'job') onOpen()
  }

  return {
    list,
    viewKey,
    focusedIndex,
    focused: entry === null || entry.kind === 'more' ? null : entry,
    click(index, event) {
      const target = entryAt(index)
      if (target === undefined || target.kind === 'more') return
      if (event.shiftKey) {
        anchor.current ??= focusedIndex ?? index
        selectRange(anchor.current, index)
      } else if ((event.ctrlKey || event.metaKey) && target.kind === 'job') {
        anchor.current = index
        change({ focused: jobEntryKey(target), selection: toggled(state.selection, target.id) })
      } else {
        anchor.current = index
        focusEntry(target)
      }
    },
    check(id) {
      const at = entries.findIndex((one) => one.kind === 'job' && one.id === id)
      const target = entries[at]
      if (target === undefined) return
      anchor.current = at + offset
      change({ focused: jobEntryKey(target), selection: toggled(state.selection, id) })
    },
    openAt,
    toggleGroup,
    showGroup(id) {
      const group = entries.find((one) => one.kind === 'group' && one.id === id)
      list.look({ group: { id, name: group?.kind === 'group' ? group.name : 'One drop' } })
    },
    move: (by, extend) =>
      moveTo(focusedIndex === null ? (by > 0 ? 0 : (window.total ?? 0) - 1) : focusedIndex + by, extend),
    moveTo,
    focusEntry,
    selectAll: () => change({ selection: { kind: 'all', except: [] } }),
    clear: () => change({ selection: nothing }),
  }
}
