import { useCallback, useSyncExternalStore } from 'react'
import { Listeners } from '../listeners.ts'

/** The maximum number of values to remember. */
const mostKeys = 200

const states = new Map<string, unknown>()
const listeners = new Listeners()

/**
 * Like `useState`, but the value is kept while other views are on screen, until the app is closed.
 * For state that must not be written to disk, such as selected keys and edited messages. `initial`
 * must be the same value each time.
 */
export function useSessionState<T>(
  key: string,
  initial: T,
): readonly [T, (next: T | ((before: T) => T)) => void] {
  const read = useCallback((): T => (states.has(key) ? (states.get(key) as T) : initial), [key, initial])
  const state = useSyncExternalStore(listeners.add, read)
  const set = useCallback(
    (next: T | ((before: T) => T)) => {
      const value = typeof next === 'function' ? (next as (before: T) => T)(read()) : next
      // Moves it to the end: the oldest one is forgotten first.
      states.delete(key)
      states.set(key, value)
      const [oldest] = states.keys()
      if (states.size > mostKeys && oldest !== undefined) states.delete(oldest)
      listeners.notify()
    },
    [key, read],
  )
  return [state, set]
}

/** Forgets everything. Used by tests. */
export function forgetSessionState(): void {
  states.clear()
  listeners.notify()
}
