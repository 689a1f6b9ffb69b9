import { createContext, use } from 'react'

/** What the main part of the window shows. */
export type View =
  | { readonly kind: 'queue'; readonly name: string }
  | { readonly kind: 'transfers' }
  | { readonly kind: 'objects' }
  | { readonly kind: 'history' }
  | { readonly kind: 'settings' }

export interface ViewState {
  readonly view: View
  /** The job queue that is meant where the view itself names none; `null` while there is none. */
  readonly queue: string | null
  readonly show: (view: View) => void
}

export const ViewContext = createContext<ViewState | null>(null)

/** The view, and how to go to another one. */
export function useView(): ViewState {
  const state = use(ViewContext)
  if (state === null) throw new Error('useView needs the window around it.')
  return state
}
