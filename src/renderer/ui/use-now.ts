import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) now = Date.now()
  listeners.add(listener)
  timer ??= setInterval(tick, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      clearInterval(timer)
      timer = null
    }
  }
}

/**
 * Returns a value that depends on the time. The component re-renders only when the value changes.
 */
export function useTimeDerived<T extends string | number | boolean>(valueAt: (now: number) => T): T {
  return useSyncExternalStore(subscribe, () => valueAt(now))
}

/**
 * Returns the current time in milliseconds, updated every second. All components share one timer.
 */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}
