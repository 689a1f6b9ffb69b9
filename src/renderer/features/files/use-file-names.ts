import { useCallback, useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { NamedObject } from '../../../shared/files/objects.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import { objectNamesQuery } from '../../queries/objects.ts'

/** How long a row must stay on screen before its name is read. Scrolling past reads nothing. */
const settleMs = 150
const mostAtOnce = 60
/** How soon to retry names for which the request budget had no room. */
const laterMs = 10_000

export interface FileNames {
  /** The names read so far, by key. */
  readonly known: ReadonlyMap<string, NamedObject>
  /**
   * Requests the name of a file that is on screen. Returns a function to call when it no longer is.
   */
  readonly want: (key: string) => () => void
}

/**
 * Reads the names of the files on screen: many per call, one call at a time. Reads none while the
 * window is hidden, and retries later if the request budget is used up.
 */
export function useFileNames(connectionId: string, queue: string, direction: Direction): FileNames {
  const client = useQueryClient()
  const [known, setKnown] = useState<ReadonlyMap<string, NamedObject>>(new Map())
  const wanted = useRef(new Set<string>())
  const asked = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const later = useRef<ReturnType<typeof setTimeout> | null>(null)
  const busy = useRef(false)
  const readLatest = useRef<() => Promise<void>>(() => Promise.resolve())

  const read = useCallback(async () => {
    const next = (): string[] => [...wanted.current].filter((key) => !asked.current.has(key))
    if (busy.current) return
    busy.current = true
    let isShort = false
    for (let keys = next(); keys.length > 0 && !document.hidden && !isShort; keys = next()) {
      const some = keys.slice(0, mostAtOnce)
      for (const key of some) asked.current.add(key)
      // Without a name, the list shows the key.
      const names = await client
        .fetchQuery(objectNamesQuery(connectionId, { queue, direction, keys: some }))
        .then(
          (answer) => answer.names,
          () => some.map((key): NamedObject => ({ key, name: null, jobId: null })),
        )
      isShort = names.length < some.length
      if (isShort) {
        // The request budget has no room for the others now.
        const named = new Set(names.map(({ key }) => key))
        for (const key of some) if (!named.has(key)) asked.current.delete(key)
      }
      setKnown((before) => new Map([...before, ...names.map((named) => [named.key, named] as const)]))
    }
    busy.current = false
    if (isShort)
      later.current ??= setTimeout(() => ((later.current = null), void readLatest.current()), laterMs)
  }, [client, connectionId, queue, direction])

  useEffect(() => {
    readLatest.current = read
    const onShown = (): void => {
      if (!document.hidden) void read()
    }
    document.addEventListener('visibilitychange', onShown)
    return () => document.removeEventListener('visibilitychange', onShown)
  }, [read])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      if (later.current !== null) clearTimeout(later.current)
    },
    [],
  )

  const want = useCallback(
    (key: string) => {
      wanted.current.add(key)
      if (!asked.current.has(key))
        timer.current ??= setTimeout(() => {
          timer.current = null
          void read()
        }, settleMs)
      return () => {
        wanted.current.delete(key)
      }
    },
    [read],
  )
  return { known, want }
}
