import { useEffect, useSyncExternalStore } from 'react'
import { isDialogOpen } from '../layout/open-dialogs.ts'
import { Listeners } from '../listeners.ts'

/** A queue or a view that the palette and Ctrl+1 to Ctrl+9 can show. */
export interface Destination {
  readonly id: string
  readonly title: string
  /** Such as the connection's name. */
  readonly detail?: string
  readonly show: () => void
}

let destinations: readonly Destination[] = []
const listeners = new Listeners()

/** Sets the queues and views in sidebar order. The first nine get Ctrl+1 to Ctrl+9. */
export function useDestinations(all: readonly Destination[]): void {
  useEffect(() => {
    destinations = all
    listeners.notify()
  }, [all])
}

/** Returns the queues and views to choose from. */
export function useKnownDestinations(): readonly Destination[] {
  return useSyncExternalStore(listeners.add, () => destinations)
}

/** Shows a queue or view by its position. Returns false if there is none. */
export function showDestination(index: number): boolean {
  const destination = isDialogOpen() ? undefined : destinations[index]
  destination?.show()
  return destination !== undefined
}

/** Returns its shortcut, or `null` from the tenth on. */
export function destinationKeys(index: number): string | null {
  return index < 9 ? `Mod+${index + 1}` : null
}
