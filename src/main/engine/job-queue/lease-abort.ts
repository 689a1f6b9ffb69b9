import { EngineError, fromAwsError } from '../errors/engine-error.ts'
import type { LeaseClock } from './lease-clock.ts'

const maxTimerMs = 2 ** 31 - 1

/**
 * Aborts a delete when its lease ends. The delete must not reach the server after that, because someone else
 * may have received the message by then.
 */
export class LeaseAbort {
  /** Pass this to the call. Fires when the first of the leases ends, or with the caller's own signal. */
  readonly signal: AbortSignal
  readonly #late = new AbortController()
  readonly #cancelTimer: () => void

  /** `leftMs` is the remaining time of each lease, in milliseconds. */
  constructor(clock: LeaseClock, leftMs: readonly number[], signal: AbortSignal | undefined) {
    this.#cancelTimer = clock.after(Math.min(maxTimerMs, ...leftMs), () => this.#late.abort())
    this.signal = signal === undefined ? this.#late.signal : AbortSignal.any([signal, this.#late.signal])
  }

  /**
   * Returns the call's error as an EngineError: `LEASE_LOST` if the lease ended before the server
   * responded.
   */
  toError(error: unknown): EngineError {
    const known = fromAwsError(error, { what: 'Acknowledging the job' })
    if (known.code !== 'CANCELLED' || !this.#late.signal.aborted) return known
    return new EngineError('LEASE_LOST', 'The lease ran out before the server responded.', {
      hint: 'The job may be acknowledged, or back in its queue. Its files can still be saved.',
      cause: error,
    })
  }

  /** Call this once the server has responded. */
  stop(): void {
    this.#cancelTimer()
  }
}
