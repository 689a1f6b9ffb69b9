import { isNetworkError, type ErrorCode } from '../../../../shared/errors.ts'
import { Emitter } from '../../async/emitter.ts'
import { type EngineError, throwIfCancelled } from '../../errors/engine-error.ts'
import { afterTimeout, type After } from '../../async/timer.ts'

const firstDelayMs = 1_000
const longestDelayMs = 60_000
/** A request that fails by its retries may take this long after the success that let it pass. */
const rememberedMs = 30_000
/** A probe that neither succeeds nor fails for so long has been forgotten by its caller. */
const longestProbeMs = 90_000

/** How a connection fares. */
export interface CircuitState {
  /** `open`: the connection is out of order and waits; `probing`: one caller tries whether it works again. */
  readonly state: 'closed' | 'open' | 'probing'
  /** What opened it last; `null` while it is closed. */
  readonly error: EngineError | null
  /** When the next probe may start, in milliseconds since the epoch; `null` unless it is open. */
  readonly retryAt: number | null
  /** How many times in a row it failed. */
  readonly failures: number
}

/** The clock, the dice and the timers of a {@link Circuit}; the real ones by default. */
export interface CircuitOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number
  /** From 0 to below 1. */
  readonly random?: () => number
  readonly after?: After
}

const outages: ReadonlySet<ErrorCode> = new Set([
  'THROTTLED',
  'CLOCK_SKEW',
  'CREDENTIALS_EXPIRED',
  'LOCAL_STOPPED',
])

/** Only a server that works can have given these. */
const answers: ReadonlySet<ErrorCode> = new Set([
  'ACCESS_DENIED',
  'WRONG_REGION',
  'QUEUE_NOT_FOUND',
  'BUCKET_NOT_FOUND',
  'BUCKET_FOREIGN',
  'OBJECT_NOT_FOUND',
  'LEASE_LOST',
])

/**
 * Whether an error means that the connection as a whole is out of order (network, throttle, 5xx, expired
 * keys, clock), so that work waits for it instead of failing.
 */
export function opensCircuit(error: EngineError): boolean {
  return isNetworkError(error) || outages.has(error.code) || (error.code === 'SERVICE' && error.retryable)
}

interface Waiter {
  readonly signal: AbortSignal
  readonly first: boolean
  readonly go: () => void
}

/**
 * Waits for a connection that is out of order, so that nobody else has to: its users report what fails and
 * what succeeds, and ask `pass` before they try again. Delays grow from 1 to 60 s with full jitter.
 */
export class Circuit {
  readonly #now: () => number
  readonly #random: () => number
  readonly #after: After
  readonly #changed = new Emitter()
  #waiters: Waiter[] = []
  #state: CircuitState = { state: 'closed', error: null, retryAt: null, failures: 0 }
  /** The failures before the last success, and until when a new one counts on from them. */
  #remembered = { failures: 0, until: 0 }
  /** The delay is over: the next caller may probe. No clock is asked, because clocks jump. */
  #due = false
  #stopTimer: () => void = () => {}
  #forgetProbe: () => void = () => {}

  constructor(options: CircuitOptions = {}) {
    this.#now = options.now ?? Date.now
    this.#random = options.random ?? Math.random
    this.#after = options.after ?? afterTimeout
  }

  /**
   * Tells of a failure. One that {@link opensCircuit} opens the circuit, or ends a probe as failed; one that
   * proves that the server answers closes it; any other only ends a probe, and the next caller has its turn.
   */
  report(error: EngineError): void {
    if (answers.has(error.code)) return this.succeed()
    const { state, failures } = this.#state
    if (opensCircuit(error)) {
      // What failed beside the one that opened it belongs to the same failure.
      if (state === 'open') return
      this.#open(error, (state === 'closed' ? this.#failuresBefore() : failures) + 1)
    } else if (state === 'probing') this.#passOn()
  }

  /** Tells of a success: any answer of the server. Closes the circuit, and all who wait go on. */
  succeed(): void {
    const { state, failures } = this.#state
    if (state === 'closed') return
    this.#remembered = { failures, until: this.#now() + Math.max(rememberedMs, 2 * capOf(failures)) }
    this.#leave({ state: 'closed', error: null, retryAt: null, failures: 0 })
    const waiters = this.#waiters
    this.#waiters = []
    for (const { go } of waiters) go()
    this.#changed.emit()
  }

  /**
   * Resolves at once while closed. While open one caller passes as the probe when its time has come, and owes
   * a `report` or a `succeed`; the others wait for its outcome. `first` (no) has the turn before the others.
   * @throws EngineError `CANCELLED` when the signal fires.
   */
  async pass(signal: AbortSignal, { first = false }: { readonly first?: boolean } = {}): Promise<void> {
    throwIfCancelled(signal)
    if (this.#state.state === 'closed') return
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        signal.removeEventListener('abort', leave)
        this.#waiters = this.#waiters.filter((other) => other !== waiter)
        resolve()
      }
      const waiter: Waiter = { signal, first, go: leave }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiters.push(waiter)
      this.#probe()
    })
    throwIfCancelled(signal)
  }

  /** Tries at once: the person asked, the computer woke up or the network came back. */
  tryNow(): void {
    if (this.#state.state !== 'open') return
    this.#passOn()
  }

  state(): CircuitState {
    return this.#state
  }

  /** Calls the listener after each change of the state; answers with what stops it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  #open(error: EngineError, failures: number): void {
    const delayMs = Math.round(this.#random() * capOf(failures))
    this.#leave({ state: 'open', error, retryAt: this.#now() + delayMs, failures })
    this.#stopTimer = this.#after(delayMs, () => {
      this.#due = true
      this.#probe()
    })
    this.#changed.emit()
  }

  /** Opens it with no delay: for the next caller, or because somebody wants it tried now. */
  #passOn(): void {
    this.#leave({ ...this.#state, state: 'open', retryAt: this.#now() })
    this.#due = true
    this.#changed.emit()
    this.#probe()
  }

  /** Lets one caller pass, if it is time and there is one. */
  #probe(): void {
    if (!this.#due) return
    const waiter = this.#waiters.find(({ first }) => first) ?? this.#waiters[0]
    if (waiter === undefined) return
    this.#leave({ ...this.#state, state: 'probing', retryAt: null })
    const giveUp = (): void => {
      if (this.#state.state === 'probing') this.#passOn()
    }
    waiter.go()
    waiter.signal.addEventListener('abort', giveUp, { once: true })
    this.#forgetProbe = () => {
      waiter.signal.removeEventListener('abort', giveUp)
    }
    this.#stopTimer = this.#after(longestProbeMs, giveUp)
    this.#changed.emit()
  }

  #leave(next: CircuitState): void {
    this.#due = false
    this.#stopTimer()
    this.#stopTimer = () => {}
    this.#forgetProbe()
    this.#forgetProbe = () => {}
    this.#state = next
  }

  /** A connection that fails again right after it worked is still the same outage: it must not start over. */
  #failuresBefore(): number {
    return this.#now() < this.#remembered.until ? this.#remembered.failures : 0
  }
}

function capOf(failures: number): number {
  return Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 10))
}
