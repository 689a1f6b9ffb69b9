import { setImmediate } from 'node:timers/promises'

/** How long a slice may take, in milliseconds. A lease timer can be delayed by as much. */
const sliceMs = 4
/** Reading the clock costs more than handling a small item. */
const itemsPerClockRead = 32

/**
 * Calls `work` for every item, in order. Yields to the event loop every 4 ms, so that a long list does not
 * hold up timers and sockets. Resolves after the last item. If `work` throws, rejects with its error.
 */
export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let sliceEnds = performance.now() + sliceMs
  let count = 0
  for (const item of items) {
    work(item)
    count += 1
    if (count % itemsPerClockRead !== 0 || performance.now() < sliceEnds) continue
    await setImmediate()
    sliceEnds = performance.now() + sliceMs
  }
}
