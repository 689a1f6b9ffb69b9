import { uptime } from 'node:os'
import { elapsedClock } from './elapsed-clock.ts'

/** The clocks and timers for leases. Tests pass their own. All times are in milliseconds. */
export interface LeaseClock {
  /** Returns the time since the epoch, which the user can change. */
  wall(): number
  /** Cannot be set, but like timers it stops while the computer sleeps. */
  monotonic(): number
  /**
   * Cannot be set, and continues while the computer sleeps. On some systems its resolution is only one
   * second.
   */
  elapsed(): number
  /** Runs `call` after `ms`. Returns a function that cancels the timer. */
  after(ms: number, call: () => void): () => void
  /** Returns a random number from 0 to 1, for jitter. */
  random(): number
}

/** A moment, read from all three clocks. */
export interface LeaseMoment {
  readonly wall: number
  readonly monotonic: number
  readonly elapsed: number
}

const wall = (): number => Date.now()
const monotonic = (): number => performance.now()

/** This computer's clocks. */
export const systemClock: LeaseClock = {
  wall,
  monotonic,
  elapsed: elapsedClock({ uptime: () => uptime() * 1_000, monotonic, wall }),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/** Returns the current time on all three clocks. */
export function momentOf(clock: LeaseClock): LeaseMoment {
  return { wall: clock.wall(), monotonic: clock.monotonic(), elapsed: clock.elapsed() }
}

/**
 * Returns the moment `ms` before the given one, as if no clock had been set and the computer had not slept.
 */
export function momentBefore({ wall, monotonic, elapsed }: LeaseMoment, ms: number): LeaseMoment {
  return { wall: wall - ms, monotonic: monotonic - ms, elapsed: elapsed - ms }
}

/**
 * Returns the milliseconds between two moments. Of the two clocks that cannot be set, the one that counted
 * more decides.
 */
export function passedBetween(from: LeaseMoment, to: LeaseMoment): number {
  return Math.max(to.monotonic - from.monotonic, to.elapsed - from.elapsed)
}

/** Returns how long the computer slept between two moments, and by how much its wall clock was changed. */
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

/** Clocks may differ by this much because one of them is coarse. */
export const driftToleranceMs = 1_500
