import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { EditedConnection, NewConnection } from '../../shared/connections/connections.ts'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { localConnectionId, type SettingsStore, type StoredConnection } from './stores/settings-store.ts'

/** The connections in the settings, with functions to find, add, change and remove them. */
export class ConnectionRecords {
  readonly #settings: SettingsStore

  constructor(settings: SettingsStore) {
    this.#settings = settings
  }

  get all(): readonly StoredConnection[] {
    return this.#settings.value.connections
  }

  get activeId(): string {
    return this.#settings.value.activeConnectionId
  }

  async activate(id: string): Promise<void> {
    await this.#settings.change({ activeConnectionId: id })
  }

  has(id: string): boolean {
    return this.all.some((record) => record.id === id)
  }

  /** @throws EngineError `BAD_REQUEST` if there is none. */
  get(id: string): StoredConnection {
    const record = this.all.find((candidate) => candidate.id === id)
    if (record !== undefined) return record
    throw new EngineError('BAD_REQUEST', 'That connection no longer exists.', {
      hint: 'Choose another one.',
      retryable: false,
    })
  }

  async add(added: NewConnection): Promise<StoredConnection> {
    const record: StoredConnection = { ...added, id: randomUUID(), queues: [], caFile: null }
    await this.#settings.change({ connections: [...this.all, record] })
    return record
  }

  /**
   * Changes a connection, but not its kind. `hasOtherServers` is true if its addresses have changed, and
   * `hasOtherAccess` if any setting has changed that its requests depend on.
   */
  async edit(
    id: string,
    edited: EditedConnection,
  ): Promise<{
    readonly record: StoredConnection
    readonly hasOtherServers: boolean
    readonly hasOtherAccess: boolean
  }> {
    const before = this.get(id)
    if (before.kind !== edited.kind) throw unchangeable()
    const record = { ...before, ...edited } as StoredConnection
    await this.#settings.changeConnection(id, ({ queues }) => ({ ...record, queues }))
    return {
      record: this.get(id),
      hasOtherServers: serversOf(record) !== serversOf(before),
      hasOtherAccess: !isDeepStrictEqual(requestSettings(record), requestSettings(before)),
    }
  }

  /** Sets a connection's CA file. `null` trusts only the default CA certificates. */
  async setCaFile(id: string, caFile: string | null): Promise<StoredConnection> {
    if (this.get(id).kind === 'local') throw unchangeable()
    await this.#settings.changeConnection(id, (record) =>
      record.kind === 'local' ? record : { ...record, caFile },
    )
    return this.get(id)
  }

  /** @throws EngineError `BAD_REQUEST` for Local. */
  async remove(id: string): Promise<void> {
    if (id === localConnectionId) {
      throw new EngineError('BAD_REQUEST', 'The Local connection cannot be removed.', {
        hint: 'If you do not need it, switch to another connection.',
        retryable: false,
      })
    }
    this.get(id)
    await this.#settings.change({ connections: this.all.filter((record) => record.id !== id) })
  }

  async changeQueues(id: string, change: (queues: readonly QueueConfig[]) => QueueConfig[]): Promise<void> {
    await this.#settings.changeConnection(id, (record) => ({ ...record, queues: change(record.queues) }))
  }
}

/** Returns the connection that a draft describes. `before` is the one that it changes. `null` means a new one. */
export function draftRecord(draft: NewConnection, before: StoredConnection | null): StoredConnection {
  const own = before !== null && before.kind !== 'local' && before.kind === draft.kind ? before : null
  const added = { id: own?.id ?? draftId, queues: own?.queues ?? [] }
  return { ...draft, ...added, caFile: own?.caFile ?? null }
}

/** The id that stands for connections that do not exist yet, for example when requests are counted. */
const draftId = 'draft'

/** True if one connection's keys may be used for the other one. */
export function isSameServer(one: StoredConnection, other: StoredConnection): boolean {
  return one.id === other.id && serversOf(one) === serversOf(other)
}

/** The settings that requests depend on. */
function requestSettings(record: StoredConnection): object {
  return { ...record, label: '', colour: null, isProduction: false, queues: [] }
}

function unchangeable(): EngineError {
  return new EngineError('BAD_REQUEST', 'This connection cannot be changed in this way.', {
    hint: 'Add another connection instead.',
    retryable: false,
  })
}

/** Returns the servers that a connection's keys are for. */
export function serversOf(record: StoredConnection): string {
  return record.kind === 'endpoint' ? `${record.s3Endpoint} ${record.sqsEndpoint}` : 'AWS'
}
