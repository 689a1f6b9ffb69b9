import type { ErrorCode } from '../../../../shared/errors.ts'
import { isNetworkError } from '../../../../shared/network-error.ts'
import { Emitter } from '../../async/emitter.ts'
import { type EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import { afterTimeout, type After } from '../../async/timer.ts'

const firstDelayMs = 1_000
const maxDelayMs = 60_000
/** How long a request that passed before a success may take to fail, including all its retries, in milliseconds. */
const rememberedMs = 30_000
/** After this time without a result, a probe counts as abandoned. */
const maxProbeMs = 90_000

/** The state of a connection. */
export interface CircuitState {
  /**
   * `open` means that the connection is down and callers wait. `probing` means that one caller is testing
   * whether it works again.
   */
  readonly state: 'closed' | 'open' | 'probing'
  /** The error that last opened the circuit, or `null` while it is closed. */
  readonly error: EngineError | null
  /** When the next probe may start, in milliseconds since the epoch. `null` unless it is open. */
  readonly retryAt: number | null
  /** The number of consecutive failures. */
  readonly failures: number
}

/** Clock, random numbers and timers of a {@link CircuitBreaker}. Default: the real ones. */
export interface CircuitBreakerOptions {
  /** Returns milliseconds since the epoch. */
  readonly now?: () => number
  /** Returns a number from 0 to 1, like `Math.random`. */
  readonly random?: () => number
  readonly after?: After
}

const outageCodes: ReadonlySet<ErrorCode> = new Set([
  'THROTTLED',
  'CLOCK_SKEW',
  'CREDENTIALS_EXPIRED',
  'LOCAL_STOPPED',
])

/** Errors that only a working server can return. */
const responseCodes: ReadonlySet<ErrorCode> = new Set([
  'ACCESS_DENIED',
  'WRONG_REGION',
  'QUEUE_NOT_FOUND',
  'BUCKET_NOT_FOUND',
  'BUCKET_FOREIGN',
  'OBJECT_NOT_FOUND',
  'LEASE_LOST',
  'OBJECT_ARCHIVED',
  'STORAGE_FULL',
  'KMS_REFUSED',
])

/**
 * True if an error affects the whole connection (network, throttling, 5xx, expired keys, clock
 * skew), so that work waits for it instead of failing.
 */
export function opensCircuit(error: EngineError): boolean {
  return isNetworkError(error) || outageCodes.has(error.code) || (error.code === 'SERVICE' && error.retryable)
}

interface Waiter {
  readonly signal: AbortSignal
  readonly proceed: () => void
}

/**
 * Holds back work while a connection is down. Callers report failures and successes, and await `pass` before
 * they try again. The delay between probes grows from 1 to 60 s, with full jitter.
 */
export class CircuitBreaker {
  readonly #now: () => number
  readonly #random: () => number
  readonly #after: After
  readonly #changed = new Emitter()
  /** Sets, because thousands of callers may be cancelled at once. */
  readonly #firstWaiters = new Set<Waiter>()
  readonly #waiters = new Set<Waiter>()
  #state: CircuitState = { state: 'closed', error: null, retryAt: null, failures: 0 }
  /** The failures before the last success. A failure before `until` continues this count. */
  #remembered = { failures: 0, until: 0 }
  /** True if the next caller may probe. Set by a timer, because clocks can jump. */
  #due = false
  #stopTimer: () => void = () => {}
  #forgetProbe: () => void = () => {}

  constructor(options: CircuitBreakerOptions = {}) {
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
    this.#after = options.after ?? afterTimeout
  }

  /**
   * Reports a failure. An outage ({@link opensCircuit}) opens the circuit or fails the probe. An error that only
   * a working server returns closes it. Any other error ends the probe, and the next caller may probe.
   */
  report(error: EngineError): void {
    if (responseCodes.has(error.code)) return this.succeed()
    const { state, failures } = this.#state
    if (opensCircuit(error)) {
      // Requests that fail together count as one failure.
      if (state === 'open') return
      this.#open(error, (state === 'closed' ? this.#previousFailures() : failures) + 1)
    } else if (state === 'probing') this.#openForProbe()
  }

  /**
   * Reports a success, which is any response from the server. Closes the circuit and releases all waiting
   * callers.
   */
  succeed(): void {
    const { state, failures } = this.#state
    if (state === 'closed') return
    this.#remembered = { failures, until: this.#now() + Math.max(rememberedMs, 2 * delayLimitMs(failures)) }
    this.#setState({ state: 'closed', error: null, retryAt: null, failures: 0 })
    for (const { proceed } of [...this.#firstWaiters, ...this.#waiters]) proceed()
    this.#changed.emit()
  }

  /**
   * Resolves at once while closed. While open, one caller passes as the probe once the delay is over, and
   * must call `report` or `succeed`. The others wait for its result. `first` probes before the others.
   * Default: false.
   *
   * @throws EngineError `CANCELLED` when the signal fires.
   */
  async pass(signal: AbortSignal, { first = false }: { readonly first?: boolean } = {}): Promise<void> {
    throwIfCancelled(signal)
    if (this.#state.state === 'closed') return
    await new Promise<void>((resolve) => {
      const proceed = (): void => {
        signal.removeEventListener('abort', proceed)
        waiters.delete(waiter)
        resolve()
      }
      const waiters = first ? this.#firstWaiters : this.#waiters
      const waiter: Waiter = { signal, proceed }
      signal.addEventListener('abort', proceed, { once: true })
      waiters.add(waiter)
      this.#startProbe()
    })
    throwIfCancelled(signal)
  }

  /** Allows a probe at once. Call this when the user asks for one, the computer wakes up or the network comes back. */
  tryNow(): void {
    if (this.#state.state !== 'open') return
    this.#openForProbe()
  }

  state(): CircuitState {
    return this.#state
  }

  /** Calls the listener after each state change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  #open(error: EngineError, failures: number): void {
    const delayMs = Math.round(this.#random() * delayLimitMs(failures))
    this.#setState({ state: 'open', error, retryAt: this.#now() + delayMs, failures })
    this.#stopTimer = this.#after(delayMs, () => {
      this.#due = true
      this.#startProbe()
    })
    this.#changed.emit()
  }

  /** Opens the circuit without a delay, so that the next caller may probe. */
  #openForProbe(): void {
    this.#setState({ ...this.#state, state: 'open', retryAt: this.#now() })
    this.#due = true
    this.#changed.emit()
    this.#startProbe()
  }

  /** Lets one waiting caller pass if the delay is over. */
  #startProbe(): void {
    if (!this.#due) return
    const [waiter] = this.#firstWaiters.size > 0 ? this.#firstWaiters : this.#waiters
    if (waiter === undefined) return
    this.#setState({ ...this.#state, state: 'probing', retryAt: null })
    const abandonProbe = (): void => {
      if (this.#state.state === 'probing') this.#openForProbe()
    }
    waiter.proceed()
    waiter.signal.addEventListener('abort', abandonProbe, { once: true })
    this.#forgetProbe = () => {
      waiter.signal.removeEventListener('abort', abandonProbe)
    }
    this.#stopTimer = this.#after(maxProbeMs, abandonProbe)
    this.#changed.emit()
  }

  #setState(next: CircuitState): void {
    this.#due = false
    this.#stopTimer()
    this.#stopTimer = () => {}
    this.#forgetProbe()
    this.#forgetProbe = () => {}
    this.#state = next
  }

  /**
   * A connection that fails again right after a success is still in the same outage, so its delays keep
   * growing.
   */
  #previousFailures(): number {
    return this.#now() < this.#remembered.until ? this.#remembered.failures : 0
  }
}

function delayLimitMs(failures: number): number {
  return Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 10))
}
