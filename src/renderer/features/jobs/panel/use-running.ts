import { useRef, useState } from 'react'

/** An action's work in progress, or `null` if it only opens a dialog or cannot run. */
export type Work = Promise<unknown> | null

/** The running actions, by a key that the caller chooses. */
export interface Running {
  readonly has: (key: string) => boolean
  /** Starts an action, unless it is already running. The mutation cache shows its error. */
  readonly once: (key: string, start: () => Work) => void
}

/** Runs only one instance of each action at a time, however often its button or its key is pressed. */
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
