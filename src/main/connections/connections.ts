import { randomUUID } from 'node:crypto'
import type { Connection, ConnectionsSnapshot, NewConnection } from '../../shared/connections.ts'
import type { WireError } from '../../shared/errors.ts'
import type { RequestCounts } from '../../shared/request-counts.ts'
import type { QueueConfig } from '../../shared/queues.ts'
import type { Circuit, CircuitOptions } from '../engine/circuit.ts'
import { EngineError, toWire } from '../engine/errors.ts'
import type { JobQueue } from '../engine/job-queue.ts'
import { Circuits, outageOf } from './circuits.ts'
import { connectionView } from './connection-view.ts'
import type { AccessKeys } from './key-text.ts'
import { accessOf, type LocalAccess, notReady, Session } from './session.ts'
import { localConnectionId, type SettingsStore, type StoredConnection } from './settings-store.ts'

/** What {@link Connections} needs of the outside. */
export interface ConnectionsOptions {
  readonly settings: SettingsStore
  /** The Local server's address and keys while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  readonly onChange: () => void
  /** Another connection is the active one, and not ready yet: nothing of the former may be shown. */
  readonly onSwitch: (connectionId: string) => void
  /**
   * A session is there: its job queues can be watched and its waiting work can go on, as soon as its circuit is
   * closed.
   */
  readonly onReady: (session: Session) => void
  /** The clock of the circuits; the real one by default. */
  readonly circuit?: CircuitOptions
}

interface Status {
  readonly state: Connection['state']
  readonly error: WireError | null
}

const idle: Status = { state: 'idle', error: null }

/** All connections: which one is active, how each fares, and the job queues on them. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #statuses = new Map<string, Status>()
  readonly #keys = new Map<string, AccessKeys>()
  readonly #circuits: Circuits
  /** Counts the tries to connect, so that the last one asked for wins, whichever ends last. */
  readonly #tries = new Map<string, number>()
  #revision = 0

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#circuits = new Circuits({
      ...(options.circuit && { circuit: options.circuit }),
      check: (id) => this.#probe(id),
      onChange: (id) => {
        if (id === this.activeId && this.#statuses.get(id)?.state === 'ready') this.#circuits.probe(id)
        this.#changed()
      },
      onRefused: (id, error) => this.#setStatus(id, { state: 'failed', error: toWire(error) }),
    })
  }

  get activeId(): string {
    return this.#options.settings.value.activeConnectionId
  }

  /** The active connection's session, or `null` while there is none. */
  get active(): Session | null {
    return this.#ready(this.activeId)
  }

  get activeRecord(): StoredConnection {
    return this.#record(this.activeId)
  }

  snapshot(): ConnectionsSnapshot {
    const { value } = this.#options.settings
    return {
      revision: this.#revision,
      activeId: value.activeConnectionId,
      connections: value.connections.map((record) =>
        connectionView(record, this.#options.local(), {
          hasKeys: this.#keys.has(record.id),
          ...this.#status(record.id),
        }),
      ),
    }
  }

  /** Makes a connection the active one and connects it. Its failure is a state, not a throw. */
  async activate(id: string): Promise<void> {
    this.#record(id)
    if (id !== this.activeId) {
      this.#circuits.leave(this.activeId)
      await this.#options.settings.change({ activeConnectionId: id })
      this.#options.onSwitch(id)
    }
    await this.connect(id)
  }

  /** Connects, or connects anew with what changed: keys, or the Local server's port. */
  async connect(id: string): Promise<void> {
    const attempt = (this.#tries.get(id) ?? 0) + 1
    this.#tries.set(id, attempt)
    const isCurrent = (): boolean => this.#tries.get(id) === attempt
    this.#circuits.leave(id)
    // What is on screen stays there while an outage lasts.
    if (this.#status(id).state !== 'reconnecting') this.#setStatus(id, { state: 'connecting', error: null })
    try {
      const session = this.#sessionFor(this.#record(id))
      const outage = await outageOf(session.verify())
      if (!isCurrent()) return
      this.#setStatus(id, { state: 'ready', error: null })
      const circuit = this.#circuits.of(id)
      if (outage === null) circuit.succeed()
      else circuit.report(outage)
      if (id === this.activeId) this.#circuits.probe(id)
      this.#options.onReady(session)
    } catch (error) {
      if (!isCurrent()) return
      const wire = toWire(error)
      // The Local server that is still starting is no failure: it calls again when it is ready.
      const waiting = wire.code === 'NOT_CONNECTED'
      this.#setStatus(id, waiting ? { state: 'connecting', error: null } : { state: 'failed', error: wire })
    }
  }

  /** What all work on a connection waits by while it is out of order; `null` for one that is not there. */
  circuitFor(id: string): Circuit | null {
    const isThere = this.#options.settings.value.connections.some((record) => record.id === id)
    return isThere ? this.#circuits.of(id) : null
  }

  /** Tries a connection that is out of order at once. */
  tryNow(id: string): void {
    this.#record(id)
    this.#circuits.of(id).tryNow()
  }

  /** Tries all that are out of order at once: the computer woke up, or the network is back. */
  wake(): void {
    this.#circuits.wake()
  }

  /** Shows what ails the Local server on its connection. */
  localFailed(error: WireError): void {
    this.#tries.set(localConnectionId, (this.#tries.get(localConnectionId) ?? 0) + 1)
    this.#circuits.leave(localConnectionId)
    this.#setStatus(localConnectionId, { state: 'failed', error })
  }

  async add(added: NewConnection): Promise<string> {
    const id = randomUUID()
    const { settings } = this.#options
    const record: StoredConnection = { ...added, id, queues: [] }
    await settings.change({ connections: [...settings.value.connections, record] })
    this.#changed()
    return id
  }

  async remove(id: string): Promise<void> {
    if (id === localConnectionId) {
      throw new EngineError('BAD_REQUEST', 'The Local connection stays.', {
        hint: 'Switch to another connection if you do not need it.',
        retryable: false,
      })
    }
    const { settings } = this.#options
    this.#record(id)
    const wasActive = this.activeId === id
    await settings.change({ connections: settings.value.connections.filter((record) => record.id !== id) })
    this.#keys.delete(id)
    this.#statuses.delete(id)
    this.#circuits.forget(id)
    this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1)
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    await session?.close(0)
    if (wasActive) await this.activate(localConnectionId)
    this.#changed()
  }

  /** Keeps keys for this run, in memory only. */
  giveKeys(id: string, keys: AccessKeys): void {
    if (this.#record(id).kind !== 'endpoint') {
      throw new EngineError('BAD_REQUEST', 'Only a custom endpoint takes keys.', {
        hint: 'A profile has its keys in your AWS files; Local makes its own.',
        retryable: false,
      })
    }
    this.#keys.set(id, keys)
    this.#changed()
  }

  /** The session of the active connection. @throws EngineError `NOT_CONNECTED`, or why it failed. */
  requireActive(): Session {
    const session = this.active
    if (session !== null) return session
    const error = this.#statuses.get(this.activeId)?.error
    if (error)
      throw new EngineError(error.code, error.message, { hint: error.hint, retryable: error.retryable })
    throw notReady('The connection is not ready yet.', 'Wait a moment, then try again.')
  }

  /** A job queue of the active connection. @throws EngineError `QUEUE_NOT_FOUND`. */
  queue(name: string): JobQueue {
    const queue = this.requireActive().queue(name)
    if (queue !== null) return queue
    throw new EngineError('QUEUE_NOT_FOUND', `The job queue ${name} is not set up on this connection.`, {
      hint: 'Add it with “Add queue”.',
      retryable: false,
    })
  }

  /** A job queue of any connection that has a session, else `null`. */
  queueOn(connectionId: string, name: string): JobQueue | null {
    return this.#ready(connectionId)?.queue(name) ?? null
  }

  /** Lists a job queue on a session's connection, which the person may have left meanwhile. */
  async addQueue(session: Session, config: QueueConfig): Promise<void> {
    await this.#changeQueues(session.connectionId, (queues) => [
      ...queues.filter((queue) => queue.name !== config.name),
      config,
    ])
    session.addQueue(config)
    this.#options.onReady(session)
  }

  async forgetQueue(name: string): Promise<void> {
    await this.#changeQueues(this.activeId, (queues) => queues.filter((queue) => queue.name !== name))
    const { active } = this
    active?.forgetQueue(name)
    if (active !== null) this.#options.onReady(active)
  }

  /** What each connection asked since the last call. */
  takeCounts(): (readonly [connectionId: string, counts: RequestCounts])[] {
    return [...this.#sessions].map(([id, { counter }]) => [id, counter.take()])
  }

  async close(deadlineMs: number): Promise<void> {
    this.#circuits.close()
    await Promise.all([...this.#sessions.values()].map((session) => session.close(deadlineMs)))
    this.#sessions.clear()
  }

  #ready(id: string): Session | null {
    return this.#statuses.get(id)?.state === 'ready' ? (this.#sessions.get(id) ?? null) : null
  }

  async #probe(id: string): Promise<void> {
    const record = this.#record(id)
    // It is started again by itself, maybe at another port, and then connected anew.
    if (record.kind === 'local' && this.#options.local() === null) throw new EngineError('LOCAL_STOPPED')
    const session = this.#sessionFor(record)
    if (this.#circuits.of(id).state().error?.code === 'CREDENTIALS_EXPIRED') session.renewKeys()
    await session.verify()
  }

  #status(id: string): Pick<Connection, 'state' | 'error' | 'retryAt'> {
    const status = this.#statuses.get(id) ?? idle
    const { error, retryAt } = this.#circuits.of(id).state()
    if (status.state !== 'ready' || error === null) return { ...status, retryAt: null }
    return { state: 'reconnecting', error: toWire(error), retryAt }
  }

  #sessionFor(record: StoredConnection): Session {
    const access = accessOf(record, this.#keys.get(record.id) ?? null, this.#options.local())
    const former = this.#sessions.get(record.id)
    if (former !== undefined) {
      former.reconnect(access)
      return former
    }
    const session = new Session(record, access)
    this.#sessions.set(record.id, session)
    return session
  }

  #changeQueues(id: string, change: (queues: readonly QueueConfig[]) => QueueConfig[]): Promise<void> {
    return this.#options.settings.changeConnection(id, (record) => ({
      ...record,
      queues: change(record.queues),
    }))
  }

  #record(id: string): StoredConnection {
    const record = this.#options.settings.value.connections.find((candidate) => candidate.id === id)
    if (record !== undefined) return record
    throw new EngineError('BAD_REQUEST', 'That connection is not there any more.', {
      hint: 'Choose another one.',
      retryable: false,
    })
  }

  #setStatus(id: string, status: Status): void {
    this.#statuses.set(id, status)
    this.#changed()
  }

  #changed(): void {
    this.#revision += 1
    this.#options.onChange()
  }
}
