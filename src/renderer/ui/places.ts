import { useEffect, useSyncExternalStore } from 'react'
import { isDialogOpen } from './layout/open-dialogs.ts'
import { Listeners } from './listeners.ts'

/** A queue or a view that the palette and Ctrl+1 to Ctrl+9 can show. */
export interface Place {
  readonly id: string
  readonly title: string
  /** Such as the name of the connection. */
  readonly detail?: string
  readonly show: () => void
}

let places: readonly Place[] = []
const listeners = new Listeners()

/** Sets the queues and views in sidebar order. The first nine get Ctrl+1 to Ctrl+9. */
export function usePlaces(all: readonly Place[]): void {
  useEffect(() => {
    places = all
    listeners.notify()
  }, [all])
}

/** Returns the queues and views to choose from. */
export function useKnownPlaces(): readonly Place[] {
  return useSyncExternalStore(listeners.add, () => places)
}

/** Shows a queue or view by its position. Returns false if there is none. */
export function showPlace(index: number): boolean {
  const place = isDialogOpen() ? undefined : places[index]
  place?.show()
  return place !== undefined
}

/** Returns its shortcut, or `null` from the tenth on. */
export function placeKeys(index: number): string | null {
  return index < 9 ? `Mod+${index + 1}` : null
}
