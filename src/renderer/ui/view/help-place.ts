import { useSessionState } from './session-state.ts'

/** The state of the help view. `page` is the name of a page. `null` means the first one. */
export interface HelpPlace {
  readonly page: string | null
  readonly anchor: string | null
}

const start: HelpPlace = { page: null, anchor: null }

/** The place that the help shows, and a function to change it. It lasts until the app is closed. */
export function useHelpPlace(): readonly [HelpPlace, (next: HelpPlace) => void] {
  return useSessionState('help', start)
}
