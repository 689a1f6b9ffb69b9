import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  opensCircuit,
} from '../../engine/aws/transport/circuit-breaker.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'

/** Dependencies of {@link CircuitBreakers}. */
export interface CircuitBreakersOptions {
  /** Options of every circuit breaker. */
  readonly circuit?: CircuitBreakerOptions
  /** Sends one cheap request to a connection's server. */
  readonly check: (id: string) => Promise<void>
  readonly onChange: (id: string) => void
  /** Called when the server is back but returns an error that waiting cannot fix. */
  readonly onRefused: (id: string, error: unknown) => void
}

/** One circuit breaker per connection, with probes for connections whose queues are read. */
export class CircuitBreakers {
  readonly #options: CircuitBreakersOptions
  readonly #breakers = new Map<string, CircuitBreaker>()
  readonly #probing = new Map<string, AbortController>()

  constructor(options: CircuitBreakersOptions) {
    this.#options = options
  }

  /** Returns a connection's circuit breaker. Creates it if needed. */
  of(id: string): CircuitBreaker {
    const known = this.#breakers.get(id)
    if (known !== undefined) return known
    const circuit = new CircuitBreaker(this.#options.circuit)
    circuit.onChange(() => {
      this.#options.onChange(id)
    })
    this.#breakers.set(id, circuit)
    return circuit
  }

  /**
   * Probes a connection until it works again. Does nothing if it works or is already being probed.
   */
  probe(id: string): void {
    if (this.#probing.has(id) || this.of(id).state().state === 'closed') return
    const stop = new AbortController()
    this.#probing.set(id, stop)
    void this.#untilClosed(id, stop.signal).finally(() => {
      if (this.#probing.get(id) === stop) this.#probing.delete(id)
    })
  }

  /** Stops probing. Work that is waiting for the connection keeps probing it. */
  stopProbing(id: string): void {
    this.#probing.get(id)?.abort()
    this.#probing.delete(id)
  }

  forget(id: string): void {
    this.stopProbing(id)
    this.#breakers.delete(id)
  }

  /** Skips all delays. Call this when the computer wakes up or the network comes back. */
  tryAllNow(): void {
    for (const circuit of this.#breakers.values()) circuit.tryNow()
  }

  close(): void {
    for (const id of this.#probing.keys()) this.stopProbing(id)
  }

  async #untilClosed(id: string, signal: AbortSignal): Promise<void> {
    const circuit = this.of(id)
    while (circuit.state().state !== 'closed') {
      try {
        // Runs before all waiting work, because this probe costs one request, while probing with a
        // transfer may cost a gigabyte.
        await circuit.pass(signal, { first: true })
      } catch {
        return
      }
      if (circuit.state().state === 'closed') return
      try {
        await this.#options.check(id)
        if (!signal.aborted) circuit.succeed()
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof EngineError && opensCircuit(error)) circuit.report(error)
        else {
          circuit.succeed()
          this.#options.onRefused(id, error)
        }
      }
    }
  }
}

/**
 * Returns the outage that made the work fail, or `null` if it succeeded.
 *
 * @throws any other error.
 */
export async function outageOf(work: Promise<void>): Promise<EngineError | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof EngineError && opensCircuit(error)) return error
    throw error
  }
}
