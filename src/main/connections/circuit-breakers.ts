import {
  CircuitBreaker,
  type CircuitBreakerOptions,
  opensCircuit,
} from '../engine/aws/transport/circuit-breaker.ts'
import { EngineError } from '../engine/errors/engine-error.ts'

/** What {@link CircuitBreakers} needs of the connections. */
export interface CircuitBreakersOptions {
  /** The clock of the circuits; the real one by default. */
  readonly circuit?: CircuitBreakerOptions
  /** Asks a connection's server one cheap thing. */
  readonly check: (id: string) => Promise<void>
  readonly onChange: (id: string) => void
  /** The server is back, but something is wrong that waiting cannot mend. */
  readonly onRefused: (id: string, error: unknown) => void
}

/** One circuit for each connection, and the probing of those that somebody looks at. */
export class CircuitBreakers {
  readonly #options: CircuitBreakersOptions
  readonly #breakers = new Map<string, CircuitBreaker>()
  readonly #probing = new Map<string, AbortController>()

  constructor(options: CircuitBreakersOptions) {
    this.#options = options
  }

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

  /** Probes a connection until it works again, if it does not and nobody probes it yet. */
  probe(id: string): void {
    if (this.#probing.has(id) || this.of(id).state().state === 'closed') return
    const stop = new AbortController()
    this.#probing.set(id, stop)
    void this.#untilClosed(id, stop.signal).finally(() => {
      if (this.#probing.get(id) === stop) this.#probing.delete(id)
    })
  }

  /** Stops probing. Work that waits for the connection goes on to probe it by itself. */
  stopProbing(id: string): void {
    this.#probing.get(id)?.abort()
    this.#probing.delete(id)
  }

  forget(id: string): void {
    this.stopProbing(id)
    this.#breakers.delete(id)
  }

  /** The computer woke up or the network is back: nobody has to wait for a delay to be over. */
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
        // Before all work that waits: a probe of ours costs one request, a transfer's may cost a gigabyte.
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

/** The outage that ends some work, or `null` where it succeeds. @throws what waiting cannot mend. */
export async function outageOf(work: Promise<void>): Promise<EngineError | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof EngineError && opensCircuit(error)) return error
    throw error
  }
}
