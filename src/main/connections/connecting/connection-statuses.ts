import type { Connection } from '../../../shared/connections/connections.ts'
import type { WireError } from '../../../shared/errors.ts'

/** The outcome of the last attempt to connect. An outage overrides it. */
export interface ConnectionStatus {
  readonly state: Connection['state']
  readonly error: WireError | null
}

const idle: ConnectionStatus = { state: 'idle', error: null }

/** Each connection's state, and the attempts that may change it. */
export class ConnectionStatuses {
  readonly #statuses = new Map<string, ConnectionStatus>()
  /**
   * Counts the attempts to connect, so that the newest one wins even if an older one finishes
   * later.
   */
  readonly #attempts = new Map<string, number>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  of(id: string): ConnectionStatus {
    return this.#statuses.get(id) ?? idle
  }

  is(id: string, state: Connection['state']): boolean {
    return this.of(id).state === state
  }

  set(id: string, status: ConnectionStatus): void {
    this.#statuses.set(id, status)
    this.#onChange()
  }

  forget(id: string): void {
    this.#statuses.delete(id)
  }

  /**
   * Begins an attempt, after which earlier ones can no longer set the state. The returned function returns
   * true while this attempt is the latest.
   */
  begin(id: string): () => boolean {
    const attempt = (this.#attempts.get(id) ?? 0) + 1
    this.#attempts.set(id, attempt)
    return () => this.#attempts.get(id) === attempt
  }
}
