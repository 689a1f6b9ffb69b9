import { useCallback, useSyncExternalStore } from 'react'

export const secondMs = 1_000
export const minuteMs = 60_000

/** The listeners, each with the longest time it can wait for the next tick. */
const listeners = new Map<() => void, number>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | null = null
let timerMs = Infinity

function tick(): void {
  now = Date.now()
  for (const listener of listeners.keys()) listener()
}

/** An idle window must not wake up every second if nothing on it changes that often. */
function setTimer(): void {
  const everyMs = Math.min(...listeners.values())
  if (everyMs === timerMs) return
  if (timer !== null) clearInterval(timer)
  timerMs = everyMs
  timer = everyMs === Infinity ? null : setInterval(tick, everyMs)
}

function subscribe(listener: () => void, everyMs: number): () => void {
  // The last tick may be long ago, or the clock may have been set back.
  if (Math.abs(Date.now() - now) >= everyMs) now = Date.now()
  listeners.set(listener, everyMs)
  setTimer()
  return () => {
    listeners.delete(listener)
    setTimer()
  }
}

/**
 * Returns a value that depends on the time. The component re-renders only when the value changes, at most `everyMs`
 * late. Default: one second.
 */
export function useTimeDerived<T extends string | number | boolean>(
  valueAt: (now: number) => T,
  everyMs: number = secondMs,
): T {
  const subscribeTo = useCallback((listener: () => void) => subscribe(listener, everyMs), [everyMs])
  return useSyncExternalStore(subscribeTo, () => valueAt(now))
}

/** Returns the start of the current step of `stepMs`, in milliseconds since the epoch. */
export function useNowInSteps(stepMs: number): number {
  return useTimeDerived((at) => Math.floor(at / stepMs) * stepMs, stepMs)
}

/**
 * Returns the current time in milliseconds, updated every second. All components share one timer.
 */
export function useNow(): number {
  return useTimeDerived((at) => at)
}
