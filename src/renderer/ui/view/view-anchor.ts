import { useEffect } from 'react'
import { useLatest } from '../use-latest.ts'
import { Listeners } from '../listeners.ts'

/** A part of a view to show first, once, if the user came for it. */
export type ViewAnchor = 'connections' | 'dead-letter-setup' | 'about' | 'updates'

let pending: ViewAnchor | null = null
const listeners = new Listeners()

/** Call this right before or after showing the view. */
export function openAt(arrival: ViewAnchor): void {
  pending = arrival
  listeners.notify()
}

/** Calls `arrive` once for each {@link arriveAt}, at once or when the component mounts. */
export function useOpenedAt(wanted: ViewAnchor, arrive: () => void): void {
  const latest = useLatest(arrive)
  useEffect(() => {
    const take = (): void => {
      if (pending !== wanted) return
      pending = null
      latest.current()
    }
    take()
    return listeners.add(take)
  }, [wanted, latest])
}
