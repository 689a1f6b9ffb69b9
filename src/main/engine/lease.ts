import type { LeaseState } from '../../shared/jobs.ts'
import { EngineError, toWire } from './errors.ts'
import { longestLeaseMs } from './job.ts'

const firstRetryMs = 1_000
const marginMs = 1_000

/** The two clocks and the timer, so that a test can hold them. */
export interface LeaseClock {
  /** Milliseconds since the epoch; jumps ahead when the machine wakes. */
  wall(): number
  /** Milliseconds that only ever grow. */
  monotonic(): number
  /** Calls back after a time; answers with the function that takes it back. */
  after(ms: number, call: () => void): () => void
  /** From 0 to 1. */
  random(): number
}

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

const systemClock: LeaseClock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  random: () => Math.random(),
}

/**
 * A claim's hold on its message: renewed at a third of its time, and lost for good once its deadline has
 * passed by either clock (a laptop slept, the network was gone) or the server says so, because from then on
 * somebody else may have the message. A renewal that succeeds later than that does not bring it back.
 */
export class Lease {
  readonly #options: LeaseOptions
  readonly #clock: LeaseClock
  readonly #endsAt: number
  #state: LeaseState['state'] = 'held'
  #deadline: number
  #monotonicDeadline: number
  /** How long the present lease was when it began. */
  #leaseMs: number
  #error: EngineError | null = null
  #retryMs = firstRetryMs
  #renewal: Promise<void> | null = null
  #timers: (() => void)[] = []
  #running = false

  constructor(options: LeaseOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#endsAt = options.receivedAt + longestLeaseMs
    this.#deadline = Math.min(options.deadline, this.#endsAt)
    this.#monotonicDeadline = this.#clock.monotonic() + this.#deadline - this.#clock.wall()
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

  /** Whether the message is certainly ours now. */
  get held(): boolean {
    if (this.#state === 'held' && this.#leftMs() <= 0) this.lose(this.#expired())
    return this.#state === 'held'
  }

  /** @throws EngineError LEASE_LOST */
  assertHeld(): void {
    if (!this.held) throw new EngineError('LEASE_LOST', this.#error?.message, { cause: this.#error })
  }

  /** Gives the lease up as lost, as another call's answer may tell. */
  lose(error: EngineError): void {
    if (this.#state !== 'held') return
    this.#running = false
    this.#clearTimers()
    this.#become('lost', error)
  }

  state(): LeaseState {
    return {
      state: this.#state,
      deadline: this.#deadline,
      durationMs: this.#options.durationMs,
      endsAt: this.#endsAt,
      error: this.#error === null ? null : toWire(this.#error),
    }
  }

  /** Whether no renewal can make it longer. */
  #isLast(): boolean {
    return this.#deadline > this.#endsAt - 2 * marginMs
  }

  #leftMs(): number {
    return Math.min(this.#deadline - this.#clock.wall(), this.#monotonicDeadline - this.#clock.monotonic())
  }

  #nextRenewalMs(): number {
    const jittered = (this.#leaseMs / 3) * (0.9 + 0.2 * this.#clock.random())
    // After a pause there may be less left than the lease had.
    const overdue = this.#leaseMs - this.#leftMs()
    return Math.max(0, jittered - overdue)
  }

  #plan(renewalMs: number): void {
    this.#clearTimers()
    this.#timers = [
      this.#clock.after(renewalMs, () => this.#renewNow()),
      this.#clock.after(Math.max(0, this.#leftMs()), () => this.#checkDeadline()),
    ]
  }

  #clearTimers(): void {
    for (const clear of this.#timers) clear()
    this.#timers = []
  }

  #checkDeadline(): void {
    if (this.held && this.#running)
      this.#timers.push(this.#clock.after(this.#leftMs(), () => this.#checkDeadline()))
  }

  #renewNow(): void {
    if (!this.held || this.#renewal !== null) return
    // The last stretch before the 12 hours are over is lived out as it is.
    if (this.#isLast()) return
    const leaseMs = Math.min(this.#options.durationMs, this.#endsAt - this.#clock.wall() - marginMs)
    const before = this.#clock.monotonic()
    const wallBefore = this.#clock.wall()
    this.#renewal = this.#options
      .renew(Math.floor(leaseMs / 1_000))
      .then(
        (deadline) => this.#renewed(deadline, before, wallBefore),
        (error: unknown) => this.#failed(error),
      )
      .finally(() => {
        this.#renewal = null
      })
  }

  #renewed(deadline: number, monotonicBefore: number, wallBefore: number): void {
    if (!this.held) return
    this.#deadline = Math.min(deadline, this.#endsAt)
    this.#leaseMs = this.#deadline - wallBefore
    // Counted from before the request, so never later than the server's own deadline.
    this.#monotonicDeadline = monotonicBefore + this.#deadline - wallBefore
    this.#retryMs = firstRetryMs
    this.#error = null
    this.#changed()
    if (this.#running) this.#plan(this.#nextRenewalMs())
  }

  #failed(thrown: unknown): void {
    if (!this.held) return
    const error =
      thrown instanceof EngineError ? thrown : new EngineError('INTERNAL', undefined, { cause: thrown })
    if (error.code === 'LEASE_LOST' || error.code === 'QUEUE_NOT_FOUND') return this.lose(error)
    this.#error = error
    this.#changed()
    if (this.#running) this.#plan(Math.min(this.#retryMs, this.#options.durationMs / 6))
    this.#retryMs *= 2
  }

  #expired(): EngineError {
    if (this.#isLast()) {
      return new EngineError('LEASE_LOST', 'SQS ends every lease 12 hours after the receive.')
    }
    const why = this.#error === null ? '' : ` The last renewal failed: ${this.#error.message}`
    return new EngineError('LEASE_LOST', `The lease ran out before it could be renewed.${why}`, {
      cause: this.#error,
    })
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
