import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import type { ConnectionLookup } from './connection-lookup.ts'
import type { TransferRecord } from './transfer-record.ts'

interface Probe {
  readonly abort: AbortController
  /** Stops listening to the circuit breaker. */
  readonly stop: () => void
  /** The transfer that tests the connection, or `null` before it has started. */
  record: TransferRecord | null
}

/** Holds transfers back while their connection is down, and lets one of them test it when it may be back. */
export class ConnectionGate {
  readonly #connections: ConnectionLookup
  readonly #probes = new Map<string, Probe>()
  readonly #onOpen: () => void
  readonly #startProbe: (connectionId: string) => TransferRecord | null

  /**
   * `onOpen` is called when a connection is back. `startProbe` starts one of its transfers and returns it.
   */
  constructor(
    connections: ConnectionLookup,
    onOpen: () => void,
    startProbe: (connectionId: string) => TransferRecord | null,
  ) {
    this.#connections = connections
    this.#onOpen = onOpen
    this.#startProbe = startProbe
  }

  circuit(connectionId: string): CircuitBreaker | null {
    return this.#connections.circuitFor(connectionId)
  }

  /** True if a transfer of this connection may start. If not, `onOpen` is called once it may. */
  isOpen(connectionId: string): boolean {
    const circuit = this.#connections.circuitFor(connectionId)
    if (circuit === null || circuit.state().state === 'closed') return true
    if (!this.#probes.has(connectionId)) void this.#wait(connectionId, circuit)
    return false
  }

  /** Call this at the end of every run. If a probe ends without a result, another transfer becomes the probe. */
  onRunEnd(record: TransferRecord): void {
    const probe = this.#probes.get(record.info.connectionId)
    if (probe?.record !== record) return
    this.#end(record.info.connectionId, probe)
    this.#onOpen()
  }

  close(): void {
    for (const [connectionId, probe] of this.#probes) this.#end(connectionId, probe)
  }

  async #wait(connectionId: string, circuit: CircuitBreaker): Promise<void> {
    // Another request may show that the connection is back while the probe still runs.
    const stop = circuit.onChange(() => {
      if (circuit.state().state === 'closed') this.#onOpen()
    })
    const probe: Probe = { abort: new AbortController(), stop, record: null }
    this.#probes.set(connectionId, probe)
    try {
      await circuit.pass(probe.abort.signal)
    } catch {
      return
    }
    if (circuit.state().state !== 'closed') probe.record = this.#startProbe(connectionId)
    if (probe.record === null) this.#end(connectionId, probe)
    this.#onOpen()
  }

  #end(connectionId: string, probe: Probe): void {
    this.#probes.delete(connectionId)
    probe.stop()
    probe.abort.abort()
  }
}
