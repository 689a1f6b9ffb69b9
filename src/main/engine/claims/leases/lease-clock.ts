import { uptime } from 'node:os'

/** The clocks and the timer of leases, so that a test can hold them. Times are milliseconds. */
export interface LeaseClock {
  /** Since the epoch; somebody may set it. */
  wall(): number
  /** Only ever grows; stands still while the computer sleeps, as timers do. */
  monotonic(): number
  /** Only ever grows, while the computer sleeps too; coarse, down to a second. Nobody can set it. */
  elapsed(): number
  /** Calls back after a time; answers with the function that takes it back. */
  after(ms: number, call: () => void): () => void
  /** From 0 to 1. */
  random(): number
}

/** A moment by all three clocks. */
export interface LeaseMoment {
  readonly wall: number
  readonly monotonic: number
  readonly elapsed: number
}

/** The clocks of this computer. */
export const systemClock: LeaseClock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  elapsed: () => uptime() * 1_000,
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** What the clocks say now. */
export function momentOf(clock: LeaseClock): LeaseMoment {
  return { wall: clock.wall(), monotonic: clock.monotonic(), elapsed: clock.elapsed() }
}

/** How long the computer slept between two moments, and by how much its clock was set meanwhile. */
export function driftBetween(
  from: LeaseMoment,
  to: LeaseMoment,
): { readonly sleptMs: number; readonly setMs: number } {
  const elapsed = to.elapsed - from.elapsed
  return {
    sleptMs: elapsed - (to.monotonic - from.monotonic),
    setMs: to.wall - from.wall - elapsed,
  }
}

/** What two clocks may differ by, because one of them is coarse. */
export const driftToleranceMs = 1_500
