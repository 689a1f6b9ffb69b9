import { useEffect, useMemo, useRef, type MouseEvent } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { GroupRow, JobEntry, JobRow, RangeEnd } from '../../../../shared/jobs/jobs.ts'
import { jobEntryKey } from '../../../../shared/jobs/job-entry-key.ts'
import { jobsBetween } from '../../../queries/jobs/jobs.ts'
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
  /** Moves the focus by a number of rows. */
  readonly move: (by: number, extend: boolean) => void
  readonly moveTo: (index: number, extend: boolean) => void
  readonly focusEntry: (entry: JobEntry) => void
  readonly selectAll: () => void
  readonly clear: () => void
}

/** Manages a list's focus and selection. */
export function useListControl(list: JobsList, onOpen: () => void): JobsListControl {
  const { state, change, window, view } = list
  const { entries, offset } = window
  const { mutateAsync: findBetween } = useMutation(jobsBetween())
  /** The start of a range: an entry, and its index at that time. */
  const anchor = useRef<{ readonly key: string; readonly index: number } | null>(null)
  /** Counts the ranges, so that only the latest one becomes the selection. */
  const range = useRef(0)
  /** A pending move to an entry that is not loaded yet. */
  const pending = useRef<{ readonly index: number; readonly extend: boolean } | null>(null)
  const viewKey = useMemo(() => JSON.stringify({ ...view, expanded: null }), [view])
  const found = entries.findIndex((entry) => jobEntryKey(entry) === state.focused)
  const focusedIndex = found === -1 ? null : found + offset
  const entry = found === -1 ? null : (entries[found] ?? null)

  function entryAt(index: number): JobEntry | undefined {
    return entries[index - offset]
  }

  function focusEntry(target: JobEntry): void {
    if (target.kind === 'more') return
    range.current += 1
    change({
      focused: jobEntryKey(target),
      selection: target.kind === 'job' ? { kind: 'some', ids: [target.id] } : nothing,
    })
  }

  function endOf({ key, index }: { readonly key: string; readonly index: number }): RangeEnd {
    const at = entries.findIndex((one) => jobEntryKey(one) === key)
    const job = key.startsWith('job ') ? Number(key.slice(4)) : null
    return { index: at === -1 ? index : at + offset, job }
  }

  /** Selects the jobs between the anchor and an entry. Main supplies the ones that are not loaded. */
  function selectTo(index: number): void {
    const target = entryAt(index)
    if (target === undefined || target.kind === 'more') return
    const focused = jobEntryKey(target)
    anchor.current ??=
      state.focused === null ? { key: focused, index } : { key: state.focused, index: focusedIndex ?? index }
    const from = endOf(anchor.current)
    const turn = (range.current += 1)
    const start = entryAt(from.index)
    if (start !== undefined && jobEntryKey(start) === anchor.current.key) {
      const [low, high] = [Math.min(from.index, index), Math.max(from.index, index)]
      const ids = jobIds(entries.slice(low - offset, high - offset + 1))
      change({ focused, selection: { kind: 'some', ids } })
      return
    }
    change({ focused })
    void findBetween({ view, from, to: endOf({ key: focused, index }) }).then(
      ({ ids }) => {
        if (turn === range.current) change({ selection: { kind: 'some', ids } })
      },
      () => undefined,
    )
  }

  function moveTo(index: number, extend: boolean): void {
    const total = window.total ?? 0
    const direction = index < (focusedIndex ?? 0) ? -1 : 1
    let target = Math.max(0, Math.min(total - 1, index))
    if (entryAt(target)?.kind === 'more') target = Math.max(0, Math.min(total - 1, target + direction))
    const next = entryAt(target)
    pending.current = next === undefined && total > 0 ? { index: target, extend } : null
    if (next === undefined) window.showRange(target, target)
    else if (extend) selectTo(target)
    else {
      anchor.current = { key: jobEntryKey(next), index: target }
      focusEntry(next)
    }
  }

  const moveLatest = useRef(moveTo)
  useEffect(() => {
    moveLatest.current = moveTo
  })
  useEffect(() => {
    const { current } = pending
    if (current !== null && entries[current.index - offset] !== undefined) {
      moveLatest.current(current.index, current.extend)
    }
  }, [entries, offset])

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
      pending.current = null
      if (event.shiftKey) {
        selectTo(index)
      } else if ((event.ctrlKey || event.metaKey) && target.kind === 'job') {
        anchor.current = { key: jobEntryKey(target), index }
        change({ focused: jobEntryKey(target), selection: toggled(state.selection, target.id) })
      } else {
        anchor.current = { key: jobEntryKey(target), index }
        focusEntry(target)
      }
    },
    check(id) {
      const at = entries.findIndex((one) => one.kind === 'job' && one.id === id)
      const target = entries[at]
      if (target === undefined) return
      pending.current = null
      anchor.current = { key: jobEntryKey(target), index: at + offset }
      change({ focused: jobEntryKey(target), selection: toggled(state.selection, id) })
    },
    openAt,
    toggleGroup,
    showGroup(id) {
      const group = entries.find((one) => one.kind === 'group' && one.id === id)
      list.showJobs({ group: { id, name: group?.kind === 'group' ? group.name : 'One drop' } })
    },
    move: (by, extend) =>
      moveTo(focusedIndex === null ? (by > 0 ? 0 : (window.total ?? 0) - 1) : focusedIndex + by, extend),
    moveTo,
    focusEntry,
    selectAll: () => {
      range.current += 1
      change({ selection: { kind: 'all', except: [] } })
    },
    clear: () => {
      range.current += 1
      change({ selection: nothing })
    },
  }
}
