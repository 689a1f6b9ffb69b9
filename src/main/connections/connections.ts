import type {
  ConnectionsSnapshot,
  EditedConnection,
  NewConnection,
} from '../../shared/connections/connections.ts'
import type { WireError } from '../../shared/errors.ts'
import type { RequestCounts } from '../../shared/metrics/request-counts.ts'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import type { CircuitBreaker, CircuitBreakerOptions } from '../engine/aws/transport/circuit-breaker.ts'
import { Emitter } from '../engine/async/emitter.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import type { JobQueue } from '../engine/job-queue/job-queue.ts'
import type { ConnectionLookup } from '../engine/transfers/connection-lookup.ts'
import { connectionView } from './connection-view.ts'
import { ConnectionRecords } from './connection-records.ts'
import { type LocalAccess, notReady } from './access.ts'
import { CheckPlans } from './doctor/check-plans.ts'
import { Connector } from './connecting/connector.ts'
import { ConnectionKeys } from './keys/connection-keys.ts'
import { KeyRing } from './keys/key-ring.ts'
import type { KeyVault } from './keys/key-vault.ts'
import { MfaRequests } from './keys/mfa-requests.ts'
import type { AskDesktop } from './network-settings.ts'
import type { Session } from './connecting/session.ts'
import { Sessions } from './connecting/sessions.ts'
import { noQueue } from './connecting/first-queues.ts'
import { ConnectionSignIns } from './sign-in/connection-sign-ins.ts'
import { localConnectionId, type SettingsStore, type StoredConnection } from './stores/settings-store.ts'

/** Options of {@link Connections}. */
export interface ConnectionsOptions {
  readonly settings: SettingsStore
  /** Returns the Local server's endpoint and keys while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Asks the desktop for a URL's proxy. By default, only the environment decides. */
  readonly desktopProxyFor?: AskDesktop
  /** Opens an AWS sign-in page in the browser. Default: none is opened. */
  readonly openSignIn?: (address: string) => Promise<boolean>
  /** Where keys are stored. Default: in memory only. */
  readonly vault?: KeyVault
  /** Options of the circuit breakers. */
  readonly circuit?: CircuitBreakerOptions
}

/** Manages all connections: which one is active, their settings and keys, and their job queues. */
export class Connections implements ConnectionLookup {
  readonly #options: ConnectionsOptions
  readonly #records: ConnectionRecords
  /** How the connections being checked would be reached. */
  readonly checkPlans: CheckPlans
  /** The access keys that the user enters. */
  readonly keys: ConnectionKeys
  readonly #ring: KeyRing
  readonly #mfa = new MfaRequests(() => this.#touch())
  readonly #connector: Connector
  /** The sign-ins in the browser. */
  readonly signIns: ConnectionSignIns
  readonly #changed = new Emitter()
  readonly #switched = new Emitter<string>()
  readonly #sessionReady = new Emitter<Session>()
  #revision = 0

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#records = new ConnectionRecords(options.settings)
    const { local, desktopProxyFor = null, vault = null } = options
    this.#ring = new KeyRing(vault)
    const sessions = new Sessions({ local, desktopProxyFor, mfa: this.#mfa, keys: this.#ring })
    this.#connector = new Connector({
      records: this.#records,
      sessions,
      settings: options.settings,
      local,
      circuit: options.circuit,
      onChange: () => this.#touch(),
      onReady: (session) => this.#sessionReady.emit(session),
    })
    this.checkPlans = new CheckPlans(this.#records, sessions, (id) => this.#connector.ready(id))
    this.keys = new ConnectionKeys({
      ring: this.#ring,
      recordOf: (id) => this.#records.get(id),
      onSet: () => this.#touch(),
      onForgotten: (record) => this.#connector.replace(record),
    })
    this.signIns = new ConnectionSignIns({
      recordOf: (id) => this.#records.get(id),
      desktopProxyFor,
      openPage: options.openSignIn ?? (async () => false),
      connect: (id) => this.#connector.afterSignIn(id),
      onChange: () => this.#touch(),
    })
  }

  /** Calls the listener after each change of the snapshot. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Calls the listener with the id of the new active connection, before it is ready. */
  onSwitch(listener: (connectionId: string) => void): () => void {
    return this.#switched.on(listener)
  }

  /**
   * Calls the listener when a session is ready, and when its job queues change. Its queues can then be
   * watched, and waiting work can continue once the circuit is closed.
   */
  onReady(listener: (session: Session) => void): () => void {
    return this.#sessionReady.on(listener)
  }

  get activeId(): string {
    return this.#records.activeId
  }

  /** The session of the active connection, or `null` while there is none. */
  get active(): Session | null {
    return this.#connector.ready(this.activeId)
  }

  get activeRecord(): StoredConnection {
    return this.#records.get(this.activeId)
  }

  /** Returns a connection as it is stored, or `null` if there is none. */
  recordOf(id: string): StoredConnection | null {
    return this.#records.has(id) ? this.#records.get(id) : null
  }

  snapshot(): ConnectionsSnapshot {
    return {
      revision: this.#revision,
      activeId: this.activeId,
      connections: this.#records.all.map((record) =>
        connectionView(record, this.#options.local(), {
          ...this.keys.shown(record.id),
          ...this.#connector.view(record.id),
        }),
      ),
      mfa: this.#mfa.current,
      signIn: this.signIns.current,
    }
  }

  /** Determines the hosts of all profiles, to show them before they are used. */
  async planHosts(): Promise<void> {
    await Promise.all(this.#records.all.map((record) => this.#connector.planHosts(record)))
  }

  /** Answers a request for an MFA code. `null` cancels it. */
  answerMfa(requestId: string, code: string | null): void {
    this.#mfa.answer(requestId, code)
  }

  /** Makes a connection the active one and connects it. A failure becomes its state and is not thrown. */
  async activate(id: string): Promise<void> {
    this.#records.get(id)
    if (id !== this.activeId) {
      await this.#records.activate(id)
      this.#switched.emit(id)
    }
    await this.connect(id)
  }

  /** Connects, or reconnects after the keys or the Local server's port have changed. */
  async connect(id: string): Promise<void> {
    await this.#connector.connect(id)
  }

  /** Returns a connection's circuit breaker, or `null` if there is no such connection. */
  circuitFor(id: string): CircuitBreaker | null {
    return this.#records.has(id) ? this.#connector.circuitOf(id) : null
  }

  /** Probes a connection at once if it is down. */
  tryNow(id: string): void {
    this.#records.get(id)
    this.#connector.circuitOf(id).tryNow()
  }

  /** Probes all connections that are down. Call this when the computer wakes up or the network comes back. */
  onResume(): void {
    this.#connector.tryAllNow()
  }

  /** Connects Local if it is the active connection. Call this when its server has become ready. */
  localReady(): void {
    if (this.activeId === localConnectionId) void this.connect(localConnectionId)
  }

  /** Shows the Local server's error on its connection. */
  localFailed(error: WireError): void {
    this.#connector.localFailed(error)
  }

  async add(added: NewConnection): Promise<string> {
    const record = await this.#records.add(added)
    this.#touch()
    await this.#connector.planHosts(record)
    return record.id
  }

  /** Changes a connection, but not its kind. Keeps its job queues. Reconnects if it is active or in use. */
  async edit(id: string, edited: EditedConnection): Promise<void> {
    const { record, hasOtherServers, hasOtherAccess } = await this.#records.edit(id, edited)
    // Keys for one server are never used for another.
    if (hasOtherServers) await this.keys.forget(id)
    else if (hasOtherAccess) await this.#connector.replace(record)
    else await this.#connector.show(record)
  }

  /** Sets a connection's CA file. `null` trusts only the default CA certificates. */
  async setCaFile(id: string, caFile: string | null): Promise<void> {
    await this.#connector.replace(await this.#records.setCaFile(id, caFile))
  }

  async remove(id: string): Promise<void> {
    const wasActive = this.activeId === id
    this.signIns.cancel(id)
    await this.#records.remove(id)
    await this.#connector.forget(id)
    await this.#ring.forget(id)
    if (wasActive) await this.activate(localConnectionId)
    this.#touch()
  }

  /** Returns the session of the active connection. @throws EngineError `NOT_CONNECTED`, or the connection's error. */
  requireActive(): Session {
    const session = this.active
    if (session !== null) return session
    const error = this.#connector.errorOf(this.activeId)
    if (error !== null)
      throw new EngineError(error.code, error.message, { hint: error.hint, retryable: error.retryable })
    throw notReady('The connection is not ready yet.', 'Wait a moment, then try again.')
  }

  /** Returns a job queue of the active connection. @throws EngineError `QUEUE_NOT_FOUND`. */
  queue(name: string): JobQueue {
    const queue = this.requireActive().queue(name)
    if (queue !== null) return queue
    throw noQueue(name)
  }

  /**
   * Returns a job queue of any connection, or `null` while the connection is not ready or has no
   * such queue.
   */
  queueOn(connectionId: string, name: string): JobQueue | null {
    return this.#connector.ready(connectionId)?.queue(name) ?? null
  }

  /** The sessions of all ready connections. */
  get readySessions(): readonly Session[] {
    return this.#connector.readySessions
  }

  /** Adds a job queue to a session's connection, which may no longer be the active one. */
  async addQueue(session: Session, config: QueueConfig): Promise<void> {
    await this.#records.changeQueues(session.connectionId, (queues) => [
      ...queues.filter((queue) => queue.name !== config.name),
      config,
    ])
    session.addQueue(config)
    void this.#connector.locateBuckets(session)
    this.#sessionReady.emit(session)
  }

  async forgetQueue(name: string): Promise<void> {
    await this.#records.changeQueues(this.activeId, (queues) => queues.filter((queue) => queue.name !== name))
    const { active } = this
    active?.forgetQueue(name)
    if (active !== null) this.#sessionReady.emit(active)
  }

  /** Returns each connection's request counts since the last call. */
  takeCounts(): (readonly [connectionId: string, counts: RequestCounts])[] {
    return this.#connector.takeCounts()
  }

  async close(deadlineMs: number): Promise<void> {
    this.signIns.close()
    await this.#connector.close(deadlineMs)
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
