import type { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import type { ConnectionLookup } from './connection-lookup.ts'
import type { TransferRecord } from './transfer-record.ts'

interface Probe {
  readonly abort: AbortController
  /** Stops listening to the circuit. */
  readonly stop: () => void
  /** The one that was sent ahead; `null` before. */
  record: TransferRecord | null
}

/** Holds work back while its connection is out of order, and sends one ahead when it may work again. */
export class ConnectionGate {
  readonly #connections: ConnectionLookup
  readonly #probes = new Map<string, Probe>()
  readonly #onOpen: () => void
  readonly #startProbe: (connectionId: string) => TransferRecord | null

  /** `serve`: a connection works again; `sendAhead` starts one of its transfers and answers with it. */
  constructor(
    connections: ConnectionLookup,
    serve: () => void,
    sendAhead: (connectionId: string) => TransferRecord | null,
  ) {
    this.#connections = connections
    this.#onOpen = serve
    this.#startProbe = sendAhead
  }

  circuit(connectionId: string): CircuitBreaker | null {
    return this.#connections.circuitFor(connectionId)
  }

  /** Whether work of this connection may start. Where it may not, whoever waits is served when it may. */
  isOpen(connectionId: string): boolean {
    const circuit = this.#connections.circuitFor(connectionId)
    if (circuit === null || circuit.state().state === 'closed') return true
    if (!this.#probes.has(connectionId)) void this.#wait(connectionId, circuit)
    return false
  }

  /** Call when a run is over, however it ended: a probe that told nothing leaves its turn to another. */
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
    // While one is under way, the answer to somebody else may show that the connection works again.
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
