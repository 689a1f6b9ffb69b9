import { createContext, use } from 'react'

/** The content of the main part of the window. */
export type View =
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'all-queues' }
  | { readonly kind: 'needs-you' }
  | { readonly kind: 'mine' }
  | { readonly kind: 'results' }
  | { readonly kind: 'all-jobs' }
  | { readonly kind: 'dead-letters'; readonly queue: string }
  | { readonly kind: 'queue-settings'; readonly queue: string }
  | { readonly kind: 'files' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'help' }

export interface ViewState {
  readonly view: View
  /** The current job queue, even in views without their own queue. `null` if there is none. */
  readonly queue: string | null
  readonly show: (view: View) => void
}

export const ViewContext = createContext<ViewState | null>(null)

/** The current view, and a function that switches it. */
export function useView(): ViewState {
  const state = use(ViewContext)
  if (state === null) throw new Error('useView must be used inside a ViewContext.')
  return state
}
