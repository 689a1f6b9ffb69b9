/** A clock with timers, which only the test advances. */
export interface ManualClock {
  now(): number
  after(delayMs: number, run: () => void): () => void
  /** Advances the time and runs due timers in order. After each, waits for promises and for `settled`. */
  pass(ms: number, settled?: () => Promise<void>): Promise<void>
  /** Number of pending timers. */
  readonly waiting: number
}

/** Creates a clock. Default start: 1,000,000 ms. */
export function manualClock(startMs = 1_000_000): ManualClock {
  let now = startMs
  let timers: { at: number; run: () => void }[] = []
  return {
    now: () => now,
    after(delayMs, run) {
      const timer = { at: now + delayMs, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    async pass(ms, settled) {
      const end = now + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((one) => one !== next)
        now = Math.max(now, next.at)
        next.run()
        await settle()
        await settled?.()
      }
      now = end
      await settle()
    },
    get waiting() {
      return timers.length
    },
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}
