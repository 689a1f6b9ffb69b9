import { EngineError } from '../errors/engine-error.ts'
import { maxLeaseMs } from '../protocol/job.ts'
import { driftBetween, momentBefore, momentOf, passedBetween } from './lease-clock.ts'
import type { LeaseClock, LeaseMoment } from './lease-clock.ts'

/** A lease can no longer be renewed this close to the end of its 12 hours. */
const finalMs = 2_000

/** A renewal that the server has not confirmed yet: when its request started, and the requested lease. */
export interface LeaseRenewal {
  readonly startedAt: LeaseMoment
  readonly leaseMs: number
}

/** A lease as saved by a previous session. All times are in milliseconds, by the wall clock. */
export interface SavedLease {
  readonly receivedAt: number
  readonly deadline: number
  readonly leaseMs: number
}

/**
 * Owns the deadline of one lease. All other code only reads it. Time is counted from just before each
 * request, by two clocks that nobody can set (ADR 12), so the deadline is never later than the server's. Once
 * it has passed, no renewal revives the lease. All times are in milliseconds.
 */
export class LeaseDeadline {
  readonly clock: LeaseClock
  /** The end of the 12 hours, by the elapsed clock. */
  readonly #finalElapsed: number
  #startedAt: LeaseMoment
  #leaseMs: number

  /**
   * `startedAt` is just before the request that started the lease. `receivedAt` is just before the message
   * was received.
   */
  constructor(clock: LeaseClock, startedAt: LeaseMoment, leaseMs: number, receivedAt = startedAt) {
    this.clock = clock
    this.#finalElapsed = receivedAt.elapsed + maxLeaseMs
    this.#startedAt = startedAt
    this.#leaseMs = leaseMs
  }

  /**
   * Returns the lease of a message received by a previous session. Only the wall clock survives a
   * restart.
   */
  static restored(clock: LeaseClock, { receivedAt, deadline, leaseMs }: SavedLease): LeaseDeadline {
    const now = momentOf(clock)
    const leftMs = Math.min(deadline - now.wall, leaseMs, receivedAt + maxLeaseMs - now.wall)
    const received = momentBefore(now, now.wall - receivedAt)
    return new LeaseDeadline(clock, momentBefore(now, leaseMs - leftMs), leaseMs, received)
  }

  /** The lease's duration at its start or last renewal. */
  get leaseMs(): number {
    return this.#leaseMs
  }

  /** Returns the time left. 0 or less means that the lease is over. */
  leftMs(now: LeaseMoment = momentOf(this.clock)): number {
    return this.#leaseMs - passedBetween(this.#startedAt, now)
  }

  /**
   * Returns the time left until SQS ends the lease, 12 hours after the message was received, regardless of renewals.
   */
  untilFinalMs(now: LeaseMoment = momentOf(this.clock)): number {
    return this.#finalElapsed - now.elapsed
  }

  /**
   * True if the lease already lasts until the end of the 12 hours, so that no renewal can extend
   * it.
   */
  get isFinal(): boolean {
    return this.#startedAt.elapsed + this.#leaseMs > this.#finalElapsed - finalMs
  }

  /** How long the computer has slept since the lease was last renewed. */
  get sleptMs(): number {
    return driftBetween(this.#startedAt, momentOf(this.clock)).sleptMs
  }

  /**
   * When the lease ends, in milliseconds since the epoch by the current wall clock. Only for display and
   * storage.
   */
  get wallDeadline(): number {
    const now = momentOf(this.clock)
    return Math.round(now.wall + this.leftMs(now))
  }

  /** When the 12 hours are over, in milliseconds since the epoch by the current wall clock. */
  get wallFinal(): number {
    const now = momentOf(this.clock)
    return Math.round(now.wall + this.untilFinalMs(now))
  }

  /** @throws EngineError `LEASE_LOST` when the lease is over. */
  check(now?: LeaseMoment): void {
    if (this.leftMs(now) <= 0) throw new EngineError('LEASE_LOST')
  }

  /**
   * Starts a renewal, right before its request. Pass the result to {@link renewed} once the server has
   * confirmed it.
   *
   * @throws EngineError `LEASE_LOST` when the lease is over, or the renewal would exceed the 12 hours.
   */
  next(leaseMs: number, now: LeaseMoment = momentOf(this.clock)): LeaseRenewal {
    this.check(now)
    if (leaseMs > this.untilFinalMs(now)) {
      throw new EngineError(
        'LEASE_LOST',
        'The claim is over: SQS ends every claim 12 hours after the message was received.',
      )
    }
    return { startedAt: now, leaseMs }
  }

  /**
   * Moves the deadline once the server has confirmed a renewal. Returns it in milliseconds since the epoch.
   * @throws EngineError `LEASE_LOST` when the lease ended before the confirmation.
   */
  renewed({ startedAt, leaseMs }: LeaseRenewal): number {
    this.check()
    this.#startedAt = startedAt
    this.#leaseMs = leaseMs
    return startedAt.wall + leaseMs
  }
}
