import { useSyncExternalStore } from 'react'
import type { JobFilter } from '../../shared/jobs/job-state.ts'
import type { HistorySpan } from '../../shared/metrics/metrics.ts'
import type { JobsView } from '../../shared/jobs/jobs.ts'
import type { View } from './view.ts'
import { Listeners } from './listeners.ts'

export type ListSelection =
  | { readonly kind: 'some'; readonly ids: readonly number[] }
  | { readonly kind: 'all'; readonly except: readonly number[] }

/** Which jobs a list shows, and where the user is in it. */
export interface ListState {
  readonly filter: JobFilter
  readonly text: string
  readonly period: 'any' | 'today' | 'yesterday' | 'week' | 'month'
  readonly sizes: 'any' | 'small' | 'medium' | 'large' | 'huge'
  readonly group: { readonly id: number; readonly name: string } | null
  readonly sort: JobsView['sort']
  readonly expanded: readonly number[]
  /** The selected jobs: some, or all but some. */
  readonly selection: ListSelection
  /** The entry that has the focus, and whose details the panel shows: `job 1`, `group 2`. */
  readonly focused: string | null
  /** The first visible entry. */
  readonly top: number
}

/** What a page that is no list of jobs shows. Values that the page does not know count as missing. */
export interface PageState {
  readonly text: string
  readonly filter: string | null
  /** Which of several things it is about, such as the name of a queue. */
  readonly about: string | null
  readonly sort: { readonly by: string; readonly descending: boolean } | null
}

/** What the window remembers, also over a restart. A plain object. */
export interface SavedView {
  /** The view on screen; `null`: the first job queue. */
  readonly view: View | null
  /** The job queue that was last on screen, of each connection. */
  readonly lastQueues: Readonly<Record<string, string>>
  /** By list: `queue local demo`, `mine`. */
  readonly lists: Readonly<Record<string, ListState>>
  /** By page: `all-queues`, `files local demo in`. */
  readonly pages: Readonly<Record<string, PageState>>
  /** The widths of the columns that the user has resized, in pixels; 0: hidden. */
  readonly columns: Readonly<Record<string, number>>
  /** The width of the right panel, in pixels. */
  readonly panelWidth: number
  /** The time span of the chart of a queue; `null` while it is closed. */
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

/** What is to be kept over a restart. */
export function savedView(): SavedView {
  return current
}

/** Continues with what was kept. Call it before the first render; without an argument it starts afresh. */
export function restoreView(saved: Partial<SavedView> = {}): void {
  current = { ...initial, ...saved }
  listeners.notify()
}

/** Calls the listener after each change. Returns the function that removes it. */
export const onViewChange = listeners.add

export function updateView(change: (before: SavedView) => Partial<SavedView>): void {
  current = { ...current, ...change(current) }
  listeners.notify()
}

/** A part of the remembered state. `select` must return the same value while nothing has changed. */
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

/** The most lists that are remembered. */
const maxLists = 100

/** The remembered state of one list, and the function that changes it. */
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

/** The remembered state of a page, and the function that changes it. */
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

/** The jobs that lists are asked to scroll to, by list. */
const reveals = new Map<string, number>()

/** Gives a job of a list the focus, and scrolls there once the list is shown. */
export function showInList(key: string, job: number, change: Partial<ListState>): void {
  reveals.set(key, job)
  changeListState(key, { ...change, focused: `job ${job}`, selection: { kind: 'some', ids: [job] } })
}

/** The job that the list is asked to scroll to; `null`: none. Call {@link revealed} once it does. */
export function useReveal(key: string): number | null {
  return useSyncExternalStore(listeners.add, () => reveals.get(key) ?? null)
}

export function revealed(key: string): void {
  reveals.delete(key)
  listeners.notify()
}
