import { setImmediate } from 'node:timers/promises'

/** How long a slice may take, in milliseconds. A timer of a lease is delayed by at most this. */
const sliceMs = 8
/** Reading the clock for every item would cost more than a short item. */
const itemsPerClockRead = 32

/**
 * Calls `work` for every item, in order. After every 8 ms the event loop gets a turn, so that a long list does not
 * hold up timers and sockets. Resolves after the last item; rejects with what `work` throws.
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
