import { setImmediate as turn } from 'node:timers/promises'

const turnMs = 5

/** Calls `work` for each item, and lets other work run every few milliseconds. Rejects with the error of `work`. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let since = performance.now()
  for (const item of items) {
    work(item)
    if (performance.now() - since < turnMs) continue
    await turn()
    since = performance.now()
  }
}
