import type { Connection } from '../../../shared/connections/connections.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { serversOf } from '../connection-records.ts'
import type { StoredConnection } from '../stores/settings-store.ts'
import type { KeyRing } from './key-ring.ts'
import type { AccessKeys } from './key-sets.ts'

/** Options of {@link ConnectionKeys}. */
export interface ConnectionKeysOptions {
  readonly ring: KeyRing
  /** @throws EngineError if there is no such connection. */
  readonly recordOf: (id: string) => StoredConnection
  /** Called once keys have been set. */
  readonly onSet: () => void
  /** Called once the keys of a connection have been forgotten. */
  readonly onForgotten: (record: StoredConnection) => Promise<void>
}

/** Sets and forgets connections' access keys. */
export class ConnectionKeys {
  readonly #options: ConnectionKeysOptions

  constructor(options: ConnectionKeysOptions) {
    this.#options = options
  }

  /** Sets a connection's keys. They are stored if the system can encrypt them. */
  async set(id: string, keys: AccessKeys): Promise<void> {
    this.servers(id)
    const { ring, recordOf, onSet } = this.#options
    await ring.set(id, serversOf(recordOf(id)), keys)
    onSet()
  }

  /** Forgets a connection's keys, in memory and on disk, and disconnects it. */
  async forget(id: string): Promise<void> {
    this.servers(id)
    try {
      await this.#options.ring.forget(id)
    } finally {
      await this.#options.onForgotten(this.#options.recordOf(id))
    }
  }

  /** Returns the servers that keys are for. @throws EngineError `BAD_REQUEST` for a connection that accepts none. */
  servers(id: string): readonly string[] {
    const record = this.#options.recordOf(id)
    if (record.kind === 'endpoint') return [record.s3Endpoint, record.sqsEndpoint]
    if (record.kind === 'keys') return ['AWS']
    throw new EngineError('BAD_REQUEST', 'This connection accepts no keys.', {
      hint: 'A profile uses the keys in your AWS files, and Local has its own keys.',
      retryable: false,
    })
  }

  /** Returns what the window shows about a connection's keys. */
  shown(id: string): Pick<Connection, 'hasKeys' | 'keysNotStored'> {
    const { ring } = this.#options
    return { hasKeys: ring.has(id), keysNotStored: ring.notStored(id) }
  }
}
