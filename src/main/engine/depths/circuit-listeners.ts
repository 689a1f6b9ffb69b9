import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'

/** The circuit breaker of each connection whose queues are read. */
export class CircuitListeners {
  readonly #circuits = new Map<
    string,
    { readonly circuit: CircuitBreaker | null; readonly stopListening: () => void }
  >()

  /** Sets a connection's circuit breaker. From then on, `onChange` is called only for this one. */
  set(connectionId: string, circuit: CircuitBreaker | null, onChange: () => void): void {
    this.#circuits.get(connectionId)?.stopListening()
    this.#circuits.set(connectionId, { circuit, stopListening: circuit?.onChange(onChange) ?? (() => {}) })
  }

  has(connectionId: string): boolean {
    return this.#circuits.has(connectionId)
  }

  of(connectionId: string): CircuitBreaker | null {
    return this.#circuits.get(connectionId)?.circuit ?? null
  }

  /** True during an outage. */
  isDown(connectionId: string): boolean {
    const circuit = this.of(connectionId)
    return circuit !== null && circuit.state().state !== 'closed'
  }

  get connectionIds(): readonly string[] {
    return [...this.#circuits.keys()]
  }

  forget(connectionId: string): void {
    this.#circuits.get(connectionId)?.stopListening()
    this.#circuits.delete(connectionId)
  }

  close(): void {
    for (const { stopListening } of this.#circuits.values()) stopListening()
  }
}
