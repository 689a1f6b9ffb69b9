import { useEffect, useRef, type RefObject } from 'react'

/** Returns a ref to the value of the last render, for listeners that are registered once. */
export function useLatest<T>(value: T): Readonly<RefObject<T>> {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}
