import type { LeaseClock } from '../job-queue/lease-clock.ts'

/** The initial time of the wall clock. */
export const startMs = 1_000_000

/** Clocks that only the test advances. */
export interface HeldClock extends LeaseClock {
  /** Sets the wall clock forward. */
  set(ms: number): void
  /** Puts the computer to sleep. Timers do not include this time. */
  sleep(ms: number): void
  /** Suspends the process, like SIGSTOP, so that all timers are late. */
  suspend(ms: number): void
  /** Lets time pass, and fires timers. */
  pass(ms: number): Promise<void>
  /** The number of pending timers. */
  readonly waiting: number
}

export function makeClock(): HeldClock {
  let wall = startMs
  let monotonic = 0
  let elapsed = 5_000
  let timers: { at: number; call: () => void }[] = []
  const move = (ms: number): void => {
    wall += ms
    elapsed += ms
    monotonic += ms
  }
  return {
    wall: () => wall,
    monotonic: () => monotonic,
    elapsed: () => elapsed,
    random: () => 0.5,
    after(ms, call) {
      const timer = { at: monotonic + ms, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    set(ms) {
      wall += ms
    },
    sleep(ms) {
      wall += ms
      elapsed += ms
    },
    suspend: move,
    async pass(ms) {
      const end = monotonic + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((one) => one !== next)
        move(Math.max(0, next.at - monotonic))
        next.call()
        await settle()
      }
      move(end - monotonic)
    },
    get waiting() {
      return timers.length
    },
  }
}

/** Runs the reactions of promises that are already settled. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
