import { setImmediate } from 'node:timers/promises'

/** How long a slice may take, in milliseconds. This is also the longest delay of a lease timer. */
const sliceMs = 4
/** Reading the clock for every item would cost more than a short item. */
const itemsPerClockRead = 32

/**
 * Calls `work` for every item, in order. Yields to the event loop every 4 ms, so that a long list does not
 * hold up timers and sockets. Resolves after the last item. Rejects with the error of `work`.
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
