import { useSessionState } from './session-state.ts'

/** The help view's state. `page` is the name of a page. `null` means the first one. */
export interface HelpLocation {
  readonly page: string | null
  readonly anchor: string | null
}

const start: HelpLocation = { page: null, anchor: null }

/** The page and heading that the help shows, and a function to change it. It lasts until the app is closed. */
export function useHelpLocation(): readonly [HelpLocation, (next: HelpLocation) => void] {
  return useSessionState('help', start)
}
