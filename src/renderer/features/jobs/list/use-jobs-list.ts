import { useDeferredValue, useMemo, useState } from 'react'
import type { JobFilter } from '../../../../shared/jobs/job-state.ts'
import type { JobEntry, JobScope, JobsView } from '../../../../shared/jobs/jobs.ts'
import { useJobsWindow } from '../../../queries/jobs/jobs.ts'
import { startOfDay } from '../../../ui/text/time-text.ts'
import { minuteMs, useTimeDerived } from '../../../ui/use-now.ts'
import { useListState, type ListState } from '../../../ui/view/view-state.ts'
import { sizeFilter } from './sizes.ts'
import { nothing } from './selection.ts'

/** The first day of each period, in days before today. */
const daysBack = { any: null, today: 0, yesterday: 1, week: 6, month: 29 } as const

/** The same as `maxWindow` in the contract. */
const limit = 200
/**
 * How many entries to keep on each side of the visible ones, so that scrolling back a little needs
 * no call.
 */
const margin = 70
/** Windows start at multiples of this, so that scrolling does not load a new one for every row. */
const step = 50

/** The part of a list that the page has loaded. */
export interface ListWindow {
  /** The number of entries in the list, or `null` until it is known. */
  readonly total: number | null
  readonly offset: number
  readonly entries: readonly JobEntry[]
  /** True while the entries still belong to another range, order or search text. */
  readonly isOld: boolean
  readonly error: Error | null
  /** Loads these entries. */
  readonly showRange: (first: number, last: number) => void
  readonly retry: () => void
}

export interface JobsList {
  readonly key: string
  readonly view: JobsView
  readonly window: ListWindow
  readonly state: ListState
  readonly change: (change: Partial<ListState>) => void
  /** Shows other jobs from the top, with nothing selected or focused. */
  readonly showJobs: (
    change: Partial<Pick<ListState, 'filter' | 'text' | 'period' | 'sizes' | 'group' | 'sort'>>,
  ) => void
}

/** Returns which jobs a list shows. `fixed` is the list's only filter. */
export function useListView(key: string, scope: JobScope, fixed?: JobFilter): JobsView {
  const [state] = useListState(key)
  const text = useDeferredValue(state.text)
  const { connectionId, queue } = scope
  const today = useTimeDerived(startOfDay, minuteMs)
  const sizes: JobsView['sizes'] = sizeFilter(state.sizes).range
  return useMemo<JobsView>(
    () => ({
      scope: { connectionId, queue },
      filter: fixed ?? state.filter,
      text: text.trim(),
      from: dayStart(today, daysBack[state.period]),
      to: state.period === 'yesterday' ? today : null,
      group: state.group?.id ?? null,
      ...(sizes === undefined ? {} : { sizes }),
      sort: state.sort,
      expanded: [...state.expanded],
    }),
    [
      connectionId,
      queue,
      fixed,
      state.filter,
      text,
      state.period,
      sizes,
      today,
      state.group,
      state.sort,
      state.expanded,
    ],
  )
}

/**
 * Manages a list of jobs: what it shows, and the user's position in it. `fixed` is the list's only
 * filter.
 */
export function useJobsList(key: string, scope: JobScope, fixed?: JobFilter): JobsList {
  const [state, change] = useListState(key)
  const view = useListView(key, scope, fixed)
  return {
    key,
    view,
    window: useListWindow(view, state.top),
    state,
    change,
    showJobs: (next) => change({ ...next, selection: nothing, focused: null, top: 0 }),
  }
}

function useListWindow(view: JobsView, firstVisible: number): ListWindow {
  const [offset, setOffset] = useState(() => offsetFor(firstVisible))
  const { data, error, isPlaceholderData, refetch } = useJobsWindow(view, { offset, limit })
  return {
    total: data?.total ?? null,
    offset: data?.offset ?? 0,
    entries: data?.entries ?? noEntries,
    isOld: isPlaceholderData,
    error: data === undefined ? error : null,
    showRange(first, last) {
      const isInside = first >= offset && last < offset + limit
      if (!isInside || (offset > 0 && first - offset < step / 2)) setOffset(offsetFor(first))
    },
    retry: () => void refetch(),
  }
}

/**
 * Returns the start of a day, counted back from today. Days with a clock change have 23 or 25
 * hours.
 */
function dayStart(today: number, back: number | null): number | null {
  if (back === null) return null
  const day = new Date(today)
  return day.setDate(day.getDate() - back)
}

const noEntries: readonly JobEntry[] = []

function offsetFor(first: number): number {
  return Math.max(0, Math.floor((first - margin) / step) * step)
}
