import type { LeaseState } from '../../../../shared/jobs.ts'
import { EngineError, toWire } from '../../errors/engine-error.ts'
import { longestLeaseMs } from '../../protocol/job.ts'
import { driftBetween, driftToleranceMs, momentOf, systemClock } from './lease-clock.ts'
import type { LeaseClock, LeaseMoment } from './lease-clock.ts'
import { leaseLost } from './lease-loss.ts'

const firstRetryMs = 1_000
const marginMs = 1_000

/** What a lease is made of. Times are milliseconds since the epoch. */
export interface LeaseOptions {
  /** Extends the hold by that many seconds; answers with the new deadline. */
  readonly renew: (leaseSeconds: number) => Promise<number>
  readonly receivedAt: number
  readonly deadline: number
  readonly durationMs: number
  readonly onChange?: (state: LeaseState) => void
  readonly clock?: LeaseClock
}

/**
 * A claim's hold on its message: renewed at a third of its time, and lost for good once its deadline has
 * passed (a laptop slept, the network was gone) or the server says so, because from then on somebody else may
 * have the message. A renewal that succeeds later than that does not bring it back. Its time is counted by
 * clocks that nobody can set, from before each request, so it never ends later than the server's own.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #clock: LeaseClock
  /** By the elapsed clock: 12 hours after the receive. */
  readonly #endsElapsed: number
  #state: LeaseState['state'] = 'held'
  /** When the present lease began. */
  #began: LeaseMoment
  /** How long the present lease is, from then on. */
  #leaseMs: number
  #error: EngineError | null = null
  #retryMs = firstRetryMs
  #renewal: Promise<void> | null = null
  #dueMonotonic = Infinity
  #timers: (() => void)[] = []
  #running = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    const now = momentOf(this.#clock)
    this.#endsElapsed = now.elapsed + options.receivedAt + longestLeaseMs - now.wall
    const leftMs = Math.min(options.deadline - now.wall, options.durationMs, this.#endsElapsed - now.elapsed)
    const age = options.durationMs - leftMs
    this.#began = {
      wall: now.wall - age,
      monotonic: now.monotonic - age,
      elapsed: now.elapsed - age,
    }
    this.#leaseMs = options.durationMs
  }

  /** Starts to renew, or goes on after {@link stop}. Does nothing to a lease that is lost or ended. */
  start(): void {
    if (this.#state !== 'held' || this.#running) return
    this.#running = true
    this.#plan(this.#nextRenewalMs())
  }

  /** Stops renewing and waits for a renewal in flight: always before the message is deleted or given back. */
  async stop(): Promise<void> {
    this.#running = false
    this.#clearTimers()
    await this.#renewal
  }

  /** Stops, and notes that the message is deleted or given back. */
  async end(): Promise<void> {
    await this.stop()
    if (this.#state === 'held') this.#become('ended', null)
  }

  /** Renews at once: the computer woke, its clock was set, or a connection came back. */
  renewNow(): void {
    if (!this.#running || !this.held || this.#renewal !== null) return
    // The last stretch before the 12 hours are over is lived out as it is.
    if (this.#isLast()) return
    const leftMs = this.#endsElapsed - this.#clock.elapsed() - marginMs
    const seconds = Math.floor(Math.min(this.#options.durationMs, leftMs) / 1_000)
    const began = momentOf(this.#clock)
    this.#dueMonotonic = Infinity
    this.#renewal = this.#options
      .renew(seconds)
      .then(
        (deadline) => this.#renewed(began, Math.min(deadline - began.wall, seconds * 1_000)),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#renewal = null
      })
  }

  /** Renews at once if that would be due soon anyway, so that several go in one request. */
  renewEarly(): void {
    if (this.#dueMonotonic - this.#clock.monotonic() <= this.#options.durationMs / 9) this.renewNow()
  }

  /** Whether the message is certainly ours now. */
  get held(): boolean {
    if (this.#state === 'held' && this.#leftMs() <= 0) this.lose(this.#expired())
    return this.#state === 'held'
  }

  /** @throws EngineError LEASE_LOST */
  assertHeld(): void {
    if (this.held) return
    const hint = this.#error === null ? {} : { hint: this.#error.hint }
    throw new EngineError('LEASE_LOST', this.#error?.message, { ...hint, cause: this.#error })
  }

  /** Gives the lease up as lost, as another call's answer may tell. */
  lose(error: EngineError): void {
    if (this.#state !== 'held') return
    this.#running = false
    this.#clearTimers()
    this.#become('lost', error)
  }

  state(): LeaseState {
    const { wall, elapsed } = momentOf(this.#clock)
    return {
      state: this.#state,
      deadline: Math.round(wall + this.#leftMs()),
      durationMs: this.#options.durationMs,
      endsAt: Math.round(wall + this.#endsElapsed - elapsed),
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  /** Whether no renewal can make it longer. */
  #isLast(): boolean {
    return this.#began.elapsed + this.#leaseMs > this.#endsElapsed - 2 * marginMs
  }

  #leftMs(): number {
    const { monotonic, elapsed } = this.#began
    const passed = Math.max(this.#clock.monotonic() - monotonic, this.#clock.elapsed() - elapsed)
    return this.#leaseMs - passed
  }

  #nextRenewalMs(): number {
    const jittered = (this.#leaseMs / 3) * (0.9 + 0.2 * this.#clock.random())
    // After a pause there may be less left than the lease had.
    const overdue = this.#leaseMs - this.#leftMs()
    return Math.max(0, jittered - overdue)
  }

  #plan(renewalMs: number): void {
    this.#clearTimers()
    this.#dueMonotonic = this.#clock.monotonic() + renewalMs
    this.#timers = [
      this.#clock.after(renewalMs, () => this.renewNow()),
      this.#clock.after(Math.max(0, this.#leftMs()), () => this.#checkDeadline()),
    ]
  }

  #clearTimers(): void {
    for (const clear of this.#timers) clear()
    this.#timers = []
    this.#dueMonotonic = Infinity
  }

  #checkDeadline(): void {
    // A timer may fire a trifle early.
    if (this.held && this.#running)
      this.#timers.push(this.#clock.after(Math.max(1, this.#leftMs()), () => this.#checkDeadline()))
  }

  #renewed(began: LeaseMoment, leaseMs: number): void {
    if (!this.held) return
    this.#began = began
    this.#leaseMs = Math.min(leaseMs, this.#endsElapsed - began.elapsed)
    this.#retryMs = firstRetryMs
    this.#error = null
    this.#changed()
    if (this.#running) this.#plan(this.#nextRenewalMs())
  }

  #failed(thrown: unknown): void {
    if (!this.held) return
    const error =
      thrown instanceof EngineError ? thrown : new EngineError('INTERNAL', undefined, { cause: thrown })
    if (error.code === 'LEASE_LOST') return this.lose(leaseLost({ how: 'refused', error }))
    if (error.code === 'QUEUE_NOT_FOUND') return this.lose(leaseLost({ how: 'queue-gone', error }))
    // Whoever cancels a renewal wants another one: its socket died in a sleep.
    const again = error.code === 'CANCELLED' ? 0 : this.#retryMs * (0.75 + 0.5 * this.#clock.random())
    if (error.code !== 'CANCELLED') {
      this.#error = error
      this.#changed()
      this.#retryMs *= 2
    }
    if (this.#running) this.#plan(Math.min(again, this.#options.durationMs / 6))
  }

  #expired(): EngineError {
    const leaseMs = this.#leaseMs
    if (this.#isLast()) return leaseLost({ how: 'twelve-hours' })
    const { sleptMs } = driftBetween(this.#began, momentOf(this.#clock))
    if (sleptMs > driftToleranceMs) return leaseLost({ how: 'slept', sleptMs, leaseMs })
    const error = this.#error
    if (error?.code === 'NOT_CONNECTED') return leaseLost({ how: 'not-connected' })
    if (error !== null) return leaseLost({ how: 'outage', leaseMs, error })
    return leaseLost({ how: 'stood-still', leaseMs })
  }

  #become(state: LeaseState['state'], error: EngineError | null): void {
    this.#state = state
    this.#error = error
    this.#changed()
  }

  #changed(): void {
    this.#options.onChange?.(this.state())
  }
}
