import type { WireError } from '../../shared/errors.ts'
import type { Connections } from './connections.ts'
import type { SettingsStore } from './stores/settings-store.ts'

/** The Local server's state. */
export interface LocalServerState {
  readonly state: 'stopped' | 'starting' | 'ready' | 'failed'
  readonly port: number
  /** Why it failed. */
  readonly error: WireError | null
}

/** Keeps the Local connection in sync with its server, and remembers the port for the next launch. */
export class LocalConnection {
  readonly #settings: SettingsStore
  readonly #connections: Pick<Connections, 'localReady' | 'localFailed'>
  #wasReady = false

  constructor(settings: SettingsStore, connections: Pick<Connections, 'localReady' | 'localFailed'>) {
    this.#settings = settings
    this.#connections = connections
  }

  /** Call this after each change of the server's state. */
  update({ state, port, error }: LocalServerState): void {
    const becameReady = state === 'ready' && !this.#wasReady
    this.#wasReady = state === 'ready'
    if (becameReady) {
      if (port !== this.#settings.value.localPort) void this.#settings.change({ localPort: port })
      this.#connections.localReady()
    }
    if (state === 'failed' && error !== null) this.#connections.localFailed(error)
  }
}
