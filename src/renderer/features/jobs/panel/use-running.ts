import { useRef, useState } from 'react'

/** What an action does, or `null` if it only opens a dialog or cannot run. */
export type Work = Promise<unknown> | null

/** The actions that run, by a key of the caller. */
export interface Running {
  readonly has: (key: string) => boolean
  /** Starts an action, unless it already runs. The mutation cache shows its error. */
  readonly once: (key: string, start: () => Work) => void
}

/** Runs each action only once at a time, however often its button or its key is pressed. */
export function useRunning(): Running {
  const running = useRef(new Set<string>())
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set())
  const show = (): void => setShown(new Set(running.current))

  function once(key: string, start: () => Work): void {
    if (running.current.has(key)) return
    const work = start()
    if (work === null) return
    running.current.add(key)
    show()
    const end = (): void => {
      running.current.delete(key)
      show()
    }
    void work.then(end, end)
  }

  return { has: (key) => shown.has(key), once }
}
