import { useSessionState } from './session-state.ts'

/** What the help shows. `page` is the name of a page. `null` means the first one. */
export interface HelpPlace {
  readonly page: string | null
  readonly anchor: string | null
}

const start: HelpPlace = { page: null, anchor: null }

/** What the help shows, and the function to change it, until the app is closed. */
export function useHelpPlace(): readonly [HelpPlace, (next: HelpPlace) => void] {
  return useSessionState('help', start)
}
