import { useSyncExternalStore } from 'react'
import type { JobFilter } from '../../../shared/jobs/job-state.ts'
import type { HistorySpan } from '../../../shared/metrics/metrics.ts'
import type { JobsView } from '../../../shared/jobs/jobs.ts'
import type { View } from './view.ts'
import { Listeners } from '../listeners.ts'

export type ListSelection =
  | { readonly kind: 'some'; readonly ids: readonly number[] }
  | { readonly kind: 'all'; readonly except: readonly number[] }

/** The jobs that a list shows, and the user's position in it. */
export interface ListState {
  readonly filter: JobFilter
  readonly text: string
  readonly period: 'any' | 'today' | 'yesterday' | 'week' | 'month'
  readonly sizes: 'any' | 'small' | 'medium' | 'large' | 'huge'
  readonly group: { readonly id: number; readonly name: string } | null
  readonly sort: JobsView['sort']
  readonly expanded: readonly number[]
  /** The selected jobs: some, or all except some. */
  readonly selection: ListSelection
  /** The focused entry, whose details the panel shows: `job 1`, `group 2`. */
  readonly focused: string | null
  /** The first visible entry. */
  readonly top: number
}

/** The state of a page that is not a list of jobs. Unknown values count as missing. */
export interface PageState {
  readonly text: string
  readonly filter: string | null
  /** The subject of the page if there are several, such as a queue's name. */
  readonly about: string | null
  readonly sort: { readonly by: string; readonly descending: boolean } | null
}

/** The state that the window remembers across restarts. A plain object. */
export interface SavedView {
  /** The current view, or `null` for the first job queue. */
  readonly view: View | null
  /** The last job queue on screen, by connection. */
  readonly lastQueues: Readonly<Record<string, string>>
  /** Keyed by list: `queue local demo`, `mine`. */
  readonly lists: Readonly<Record<string, ListState>>
  /** Keyed by page: `all-queues`, `files local demo in`. */
  readonly pages: Readonly<Record<string, PageState>>
  /** The widths of resized columns in pixels. 0 is a hidden column. */
  readonly columns: Readonly<Record<string, number>>
  /** The width of the right panel, in pixels. */
  readonly panelWidth: number
  /** The time span of a queue's chart, or `null` while it is closed. */
  readonly chart: HistorySpan | null
}

const initial: SavedView = {
  view: null,
  lastQueues: {},
  lists: {},
  pages: {},
  columns: {},
  panelWidth: 360,
  chart: null,
}

let current = initial
const listeners = new Listeners()

/** Returns the state to keep across restarts. */
export function savedView(): SavedView {
  return current
}

/**
 * Restores the saved state. Call it before the first render. Without an argument it resets the
 * state.
 */
export function restoreView(saved: Partial<SavedView> = {}): void {
  current = { ...initial, ...saved }
  listeners.notify()
}

/** Calls the listener after each change. Returns a function that removes it. */
export const onViewChange = listeners.add

export function updateView(change: (before: SavedView) => Partial<SavedView>): void {
  current = { ...current, ...change(current) }
  listeners.notify()
}

/**
 * Returns a part of the remembered state. `select` must return the same value while nothing has
 * changed.
 */
export function useSavedView<T>(select: (saved: SavedView) => T): T {
  return useSyncExternalStore(listeners.add, () => select(current))
}

const firstListState: ListState = {
  filter: 'all',
  text: '',
  period: 'any',
  sizes: 'any',
  group: null,
  sort: { by: 'age', descending: true },
  expanded: [],
  selection: { kind: 'some', ids: [] },
  focused: null,
  top: 0,
}

/** The maximum number of lists to remember. */
const maxLists = 100

/** Returns the remembered state of a list, and a function that changes it. */
export function useListState(key: string): readonly [ListState, (change: Partial<ListState>) => void] {
  const state = useSavedView((saved) => saved.lists[key] ?? firstListState)
  return [state, (change) => changeListState(key, change)]
}

export function changeListState(key: string, change: Partial<ListState>): void {
  updateView(({ lists }) => {
    const { [key]: before = firstListState, ...others } = lists
    const kept = Object.entries(others).slice(-(maxLists - 1))
    return { lists: { ...Object.fromEntries(kept), [key]: { ...before, ...change } } }
  })
}

const firstPageState: PageState = { text: '', filter: null, about: null, sort: null }

/** Returns the remembered state of a page, and a function that changes it. */
export function usePageState(key: string): readonly [PageState, (change: Partial<PageState>) => void] {
  const state = useSavedView((saved) => saved.pages[key] ?? firstPageState)
  return [
    state,
    (change) =>
      updateView(({ pages }) => {
        const { [key]: before = firstPageState, ...others } = pages
        const kept = Object.entries(others).slice(-(maxLists - 1))
        return { pages: { ...Object.fromEntries(kept), [key]: { ...before, ...change } } }
      }),
  ]
}

/** Pending requests to scroll a list to a job. */
const reveals = new Map<string, number>()

/** Focuses a job in a list, and scrolls to it once the list is shown. */
export function showInList(key: string, job: number, change: Partial<ListState>): void {
  reveals.set(key, job)
  changeListState(key, { ...change, focused: `job ${job}`, selection: { kind: 'some', ids: [job] } })
}

/** Returns the job to scroll to, or `null`. Call {@link revealed} when done. */
export function useReveal(key: string): number | null {
  return useSyncExternalStore(listeners.add, () => reveals.get(key) ?? null)
}

export function revealed(key: string): void {
  reveals.delete(key)
  listeners.notify()
}
