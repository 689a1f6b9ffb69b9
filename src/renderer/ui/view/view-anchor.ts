import { useEffect } from 'react'
import { useLatest } from '../use-latest.ts'
import { Listeners } from '../listeners.ts'

/** A part of a view that is shown first when the user opens the view for it. */
export type ViewAnchor = 'connections' | 'dead-letter-setup' | 'about' | 'updates'

let pending: ViewAnchor | null = null
const listeners = new Listeners()

/** Call this right before or after showing the view. */
export function openAt(arrival: ViewAnchor): void {
  pending = arrival
  listeners.notify()
}

/** Calls `arrive` once after each {@link arriveAt}: immediately, or when the component mounts. */
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
