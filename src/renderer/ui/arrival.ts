import { useEffect } from 'react'
import { useLatest } from './use-latest.ts'
import { Listeners } from './listeners.ts'

/** What a view shows first, once, if the user came to it for that. */
export type Arrival = 'connections' | 'dead-letter-setup' | 'about'

let pending: Arrival | null = null
const listeners = new Listeners()

/** Call it right before or after showing the view. */
export function arriveAt(arrival: Arrival): void {
  pending = arrival
  listeners.notify()
}

/** Calls `arrive` once for each {@link arriveAt}, now or when the component is mounted. */
export function useArrival(wanted: Arrival, arrive: () => void): void {
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
