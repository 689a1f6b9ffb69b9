import { useDeferredValue, useMemo } from 'react'
import type { JobFilter } from '../../../../shared/job-state.ts'
import type { JobScope, JobsView } from '../../../../shared/jobs.ts'
import { useJobsWindow, type JobsWindowState } from '../../../queries/jobs-window.ts'
import { useListState, type ListState } from '../../../ui/view-state.ts'
import { dayStart } from './age.ts'
import { nothing } from './selection.ts'

const days = { today: 0, week: 6, month: 29 } as const

export interface JobsList {
  readonly key: string
  readonly view: JobsView
  readonly window: JobsWindowState
  readonly state: ListState
  readonly change: (change: Partial<ListState>) => void
  /** Shows other jobs. The selection and the place in the list are left behind. */
  readonly look: (change: Partial<Pick<ListState, 'filter' | 'text' | 'period' | 'group' | 'sort'>>) => void
}

/** A list of jobs: what it shows, and where the user is in it. `fixed`: the only filter of the list. */
export function useJobsList(key: string, scope: JobScope, fixed?: JobFilter): JobsList {
  const [state, change] = useListState(key)
  const text = useDeferredValue(state.text)
  const { connectionId, queue } = scope
  const today = dayStart(Date.now())
  const view = useMemo<JobsView>(
    () => ({
      scope: { connectionId, queue },
      filter: fixed ?? state.filter,
      text: text.trim(),
      from: state.period === 'any' ? null : today - days[state.period] * 24 * 3_600_000,
      to: null,
      group: state.group?.id ?? null,
      sort: state.sort,
      expanded: [...state.expanded],
    }),
    [connectionId, queue, fixed, state.filter, text, state.period, today, state.group, state.sort, state.expanded],
  )
  return {
    key,
    view,
    window: useJobsWindow(view, state.top),
    state,
    change,
    look: (next) => change({ ...next, selection: nothing, focused: null, top: 0 }),
  }
}
