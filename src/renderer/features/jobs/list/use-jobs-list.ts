import { useDeferredValue, useMemo, useState } from 'react'
import type { JobFilter } from '../../../../shared/jobs/job-state.ts'
import type { JobEntry, JobScope, JobsView } from '../../../../shared/jobs/jobs.ts'
import { useJobsWindow } from '../../../queries/jobs.ts'
import { startOfDay } from '../../../ui/text/time-text.ts'
import { useOfNow } from '../../../ui/use-now.ts'
import { useListState, type ListState } from '../../../ui/view-state.ts'
import { sizeFilter } from './sizes.ts'
import { nothing } from './selection.ts'

/** The first day of each period, in days before today. */
const daysBack = { any: null, today: 0, yesterday: 1, week: 6, month: 29 } as const

/** `maxWindow` of the contract. */
const limit = 200
/** How many entries before the visible ones are kept, so that a short way back needs no call. */
const margin = 70
/** Windows start at multiples of it, so that not every row of scrolling asks for another one. */
const step = 50

/** The part of a list that the page holds. */
export interface ListWindow {
  /** How many entries the list has; `null` until it is known. */
  readonly total: number | null
  readonly offset: number
  readonly entries: readonly JobEntry[]
  /** The entries are still those of another part, order or text. */
  readonly isOld: boolean
  readonly error: Error | null
  /** Makes these entries available. */
  readonly showRange: (first: number, last: number) => void
  readonly retry: () => void
}

export interface JobsList {
  readonly key: string
  readonly view: JobsView
  readonly window: ListWindow
  readonly state: ListState
  readonly change: (change: Partial<ListState>) => void
  /** Shows other jobs, from the top, with nothing selected or focused. */
  readonly look: (
    change: Partial<Pick<ListState, 'filter' | 'text' | 'period' | 'sizes' | 'group' | 'sort'>>,
  ) => void
}

/** Which jobs a list shows. `fixed`: the only filter of the list. */
export function useListView(key: string, scope: JobScope, fixed?: JobFilter): JobsView {
  const [state] = useListState(key)
  const text = useDeferredValue(state.text)
  const { connectionId, queue } = scope
  const today = useOfNow(startOfDay)
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

/** A list of jobs: what it shows, and where the user is in it. `fixed`: the only filter of the list. */
export function useJobsList(key: string, scope: JobScope, fixed?: JobFilter): JobsList {
  const [state, change] = useListState(key)
  const view = useListView(key, scope, fixed)
  return {
    key,
    view,
    window: useListWindow(view, state.top),
    state,
    change,
    look: (next) => change({ ...next, selection: nothing, focused: null, top: 0 }),
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

/** The start of the day so many days before today. Days with a change of the clock have 23 or 25 hours. */
function dayStart(today: number, back: number | null): number | null {
  if (back === null) return null
  const day = new Date(today)
  return day.setDate(day.getDate() - back)
}

const noEntries: readonly JobEntry[] = []

function offsetFor(first: number): number {
  return Math.max(0, Math.floor((first - margin) / step) * step)
}
