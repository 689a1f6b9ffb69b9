/** How often other code got to run during some work. */
export interface Turns {
  /** The number of times that other code got to run. */
  readonly count: number
  /** The most work done between two of these times. */
  readonly maxWork: number
  /** The longest time between two of them, in milliseconds. */
  readonly longestMs: number
  readonly wholeMs: number
}

/** Runs `work`, and watches if the event loop turns meanwhile. `done` returns how much is done so far. */
export async function watchEventLoop(done: () => number, work: () => Promise<unknown>): Promise<Turns> {
  let [count, maxWork, longestMs] = [0, 0, 0]
  const start = performance.now()
  let last = { at: start, done: done() }
  const note = (): void => {
    const now = { at: performance.now(), done: done() }
    count += 1
    maxWork = Math.max(maxWork, now.done - last.done)
    longestMs = Math.max(longestMs, now.at - last.at)
    last = now
  }
  // More frequent checks would take up the time that they measure.
  const timer = setInterval(note, 1)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  note()
  return { count, maxWork, longestMs, wholeMs: performance.now() - start }
}
