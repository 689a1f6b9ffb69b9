import type { Connection } from '../../../shared/connections/connections.ts'
import { RequestCounter } from '../../engine/aws/middleware/request-counter.ts'
import { hostsOf } from '../../engine/aws/transport/client-hosts.ts'
import { accessOf } from '../access.ts'
import { openClients } from './open-clients.ts'
import type { Session } from './session.ts'
import { flowOf } from '../sign-in/flow-of.ts'
import type { StoredConnection } from '../stores/settings-store.ts'

/** The hosts that profiles send requests to, and which profiles sign in with the browser. */
export class ConnectionHosts {
  readonly #hosts = new Map<string, Connection['hosts']>()
  readonly #signingIn = new Set<string>()
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** Returns a connection's hosts, or `null` until known. */
  of(id: string): Connection['hosts'] {
    return this.#hosts.get(id) ?? null
  }

  /** True if a connection's profile signs in with the browser. */
  signsIn(id: string): boolean {
    return this.#signingIn.has(id)
  }

  /** Determines a connection's hosts, to show them before it is used. Sends nothing. */
  async plan(record: StoredConnection): Promise<void> {
    if (record.kind !== 'profile') return
    try {
      this.#signingIn.delete(record.id)
      const access = await accessOf(record, null, null, null)
      if (access.profile !== null && flowOf(access.profile.files, record) !== null) {
        this.#signingIn.add(record.id)
      }
      const open = openClients(access, new RequestCounter(), async () => null)
      try {
        this.#hosts.set(record.id, await hostsOf(open.clients, null))
      } finally {
        open.close()
      }
    } catch {
      // The connection reports the problem when it is used.
      this.#hosts.delete(record.id)
    }
    this.#onChange()
  }

  /** Reads a session's hosts, which depend on its buckets' region. */
  async read(session: Session): Promise<void> {
    this.#hosts.set(session.connectionId, await session.hosts())
  }

  forget(id: string): void {
    this.#hosts.delete(id)
  }
}
