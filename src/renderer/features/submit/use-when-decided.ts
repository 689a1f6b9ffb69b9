import { useCallback, useEffect, useRef } from 'react'

/** Returns a function that passes each item to `run`: at once if `isDecided`, otherwise in order once it is true. */
export function useWhenDecided<T>(isDecided: boolean, run: (item: T) => void): (item: T) => void {
  const waiting = useRef<T[]>([])
  const latest = useRef({ isDecided, run })
  useEffect(() => {
    latest.current = { isDecided, run }
    if (isDecided) for (const item of waiting.current.splice(0)) run(item)
  })
  return useCallback((item) => {
    if (latest.current.isDecided) latest.current.run(item)
    else waiting.current.push(item)
  }, [])
}
