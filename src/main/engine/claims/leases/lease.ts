import type { LeaseState } from '../../../../shared/jobs/claims.ts'
import { EngineError, toWire } from '../../errors/engine-error.ts'
import { driftToleranceMs } from '../../job-queue/lease-clock.ts'
import type { LeaseDeadline } from '../../job-queue/lease-deadline.ts'
import { leaseLost } from './lease-loss.ts'

const firstRetryMs = 1_000
const marginMs = 1_000

/** Options of a {@link Lease}. */
export interface LeaseOptions {
  /** The lease's deadline, with the clock that the lease uses. */
  readonly deadline: LeaseDeadline
  /**
   * Requests this many seconds from now, and resolves once `deadline` has moved. Rejects with EngineError.
   */
  readonly renew: (leaseSeconds: number) => Promise<unknown>
  /** Called on every change of {@link Lease.state}. */
  readonly onChange?: (state: LeaseState) => void
}

/**
 * A claim's hold on its message. Decides when to renew (after a third of the duration) and when the lease is
 * lost: when its deadline has passed, for example after a sleep or an outage, or when the server rejects a
 * request. After that, someone else may have the message, so the lease cannot be regained.
 */
export class Lease {
  readonly deadline: LeaseDeadline
  readonly #options: LeaseOptions
  /** The lease's length after each renewal, in milliseconds. */
  readonly #durationMs: number
  #state: LeaseState['state'] = 'held'
  #error: EngineError | null = null
  #retryMs = firstRetryMs
  #renewal: Promise<void> | null = null
  #dueMonotonic = Infinity
  #timers: (() => void)[] = []
  #running = false

  constructor(options: LeaseOptions) {
    this.deadline = options.deadline
    this.#options = options
    this.#durationMs = options.deadline.leaseMs
  }

  /** Starts renewing, or continues after {@link stop}. Does nothing to a lease that is lost or ended. */
  start(): void {
    if (this.#state !== 'held' || this.#running) return
    this.#running = true
    this.#plan(this.#nextRenewalMs())
  }

  /** Stops renewing and waits for a renewal in flight. Always await it before the message is deleted or released. */
  async stop(): Promise<void> {
    this.#running = false
    this.#clearTimers()
    await this.#renewal
  }

  /** Stops, and marks the lease as ended, because the message was deleted or released. */
  async end(): Promise<void> {
    await this.stop()
    if (this.#state === 'held') this.#become('ended', null)
  }

  /** Renews at once. Call this when the computer wakes up, its clock was changed, or a connection comes back. */
  renewNow(): void {
    if (!this.#running || !this.held || this.#renewal !== null) return
    // Nothing can extend the lease beyond 12 hours.
    if (this.deadline.isFinal) return
    const leftMs = this.deadline.untilFinalMs() - marginMs
    const seconds = Math.floor(Math.min(this.#durationMs, leftMs) / 1_000)
    this.#dueMonotonic = Infinity
    this.#renewal = this.#options
      .renew(seconds)
      .then(
        () => this.#renewed(),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#renewal = null
      })
  }

  /** Renews at once if a renewal is due soon anyway, so that several renewals share one request. */
  renewEarly(): void {
    if (this.#dueMonotonic - this.deadline.clock.monotonic() <= this.#durationMs / 9) this.renewNow()
  }

  /** True if the message is certainly still ours. */
  get held(): boolean {
    if (this.#state === 'held' && this.deadline.leftMs() <= 0) this.lose(this.#expired())
    return this.#state === 'held'
  }

  /** @throws EngineError `LEASE_LOST` */
  assertHeld(): void {
    if (this.held) return
    const hint = this.#error === null ? {} : { hint: this.#error.hint }
    throw new EngineError('LEASE_LOST', this.#error?.message, { ...hint, cause: this.#error })
  }

  /** Marks the lease as lost, for example because another call was rejected. */
  lose(error: EngineError): void {
    if (this.#state !== 'held') return
    this.#running = false
    this.#clearTimers()
    this.#become('lost', error)
  }

  state(): LeaseState {
    return {
      state: this.#state,
      deadline: this.deadline.wallDeadline,
      durationMs: this.#durationMs,
      endsAt: this.deadline.wallFinal,
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  #nextRenewalMs(): number {
    const { clock, leaseMs } = this.deadline
    const jitteredMs = (leaseMs / 3) * (0.9 + 0.2 * clock.random())
    // After a pause, part of the lease is already used up.
    const usedMs = leaseMs - this.deadline.leftMs()
    return Math.max(0, jitteredMs - usedMs)
  }

  #plan(renewalMs: number): void {
    const { clock } = this.deadline
    this.#clearTimers()
    this.#dueMonotonic = clock.monotonic() + renewalMs
    this.#timers = [
      clock.after(renewalMs, () => this.renewNow()),
      clock.after(Math.max(0, this.deadline.leftMs()), () => this.#checkDeadline()),
    ]
  }

  #clearTimers(): void {
    for (const clear of this.#timers) clear()
    this.#timers = []
    this.#dueMonotonic = Infinity
  }

  #checkDeadline(): void {
    if (!this.held || !this.#running) return
    // A timer may fire slightly early.
    const leftMs = Math.max(1, this.deadline.leftMs())
    this.#timers.push(this.deadline.clock.after(leftMs, () => this.#checkDeadline()))
  }

  #renewed(): void {
    if (!this.held) return
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
    // The renewal was cancelled because its socket died during sleep, so it is repeated at once.
    const isCancelled = error.code === 'CANCELLED'
    const retryMs = isCancelled ? 0 : this.#retryMs * (0.75 + 0.5 * this.deadline.clock.random())
    if (!isCancelled) {
      this.#error = error
      this.#changed()
      this.#retryMs *= 2
    }
    if (this.#running) this.#plan(Math.min(retryMs, this.#durationMs / 6))
  }

  #expired(): EngineError {
    const { leaseMs, sleptMs } = this.deadline
    if (this.deadline.isFinal) return leaseLost({ how: 'twelve-hours' })
    if (sleptMs > driftToleranceMs) return leaseLost({ how: 'slept', sleptMs, leaseMs })
    const error = this.#error
    if (error?.code === 'NOT_CONNECTED') return leaseLost({ how: 'not-connected' })
    if (error !== null) return leaseLost({ how: 'outage', leaseMs, error })
    return leaseLost({ how: 'suspended', leaseMs })
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
