import { useCallback, useEffect, useRef, useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { NamedObject } from '../../../shared/objects.ts'
import type { Direction } from '../../../shared/queues.ts'
import { objectNamesQuery } from '../../queries/objects.ts'

/** How long a row stays on screen before its name is read. Scrolling past reads nothing. */
const settleMs = 150
const mostAtOnce = 60

export interface FileNames {
  /** The names read so far, by key. */
  readonly known: ReadonlyMap<string, NamedObject>
  /** Asks for the name of a file that is on screen. Returns the function to call when it no longer is. */
  readonly want: (key: string) => () => void
}

/** The names of the files on screen: many in one call, one call at a time. */
export function useFileNames(connectionId: string, queue: string, direction: Direction): FileNames {
  const client = useQueryClient()
  const [known, setKnown] = useState<ReadonlyMap<string, NamedObject>>(new Map())
  const wanted = useRef(new Set<string>())
  const asked = useRef(new Set<string>())
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const busy = useRef(false)

  const read = useCallback(async () => {
    const next = (): string[] => [...wanted.current].filter((key) => !asked.current.has(key))
    if (busy.current) return
    busy.current = true
    for (let keys = next(); keys.length > 0; keys = next()) {
      const some = keys.slice(0, mostAtOnce)
      for (const key of some) asked.current.add(key)
      // Without a name, the list shows the key.
      const { names } = await client
        .fetchQuery(objectNamesQuery(connectionId, { queue, direction, keys: some }))
        .catch(() => ({ names: [] as NamedObject[] }))
      setKnown((before) => new Map([...before, ...names.map((named) => [named.key, named] as const)]))
    }
    busy.current = false
  }, [client, connectionId, queue, direction])

  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
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
