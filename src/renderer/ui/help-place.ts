import { useSessionState } from './session-state.ts'

/** The page and heading that the help shows. A `page` of `null` is the first one. */
export interface HelpPlace {
  readonly page: string | null
  readonly anchor: string | null
}

const start: HelpPlace = { page: null, anchor: null }

/** The place that the help shows, and a function to change it. It lasts until the app is closed. */
export function useHelpPlace(): readonly [HelpPlace, (next: HelpPlace) => void] {
  return useSessionState('help', start)
}
