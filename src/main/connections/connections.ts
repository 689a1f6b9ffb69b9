import type {
  Connection,
  ConnectionsSnapshot,
  EditedConnection,
  NewConnection,
} from '../../shared/connections/connections.ts'
import type { WireError } from '../../shared/errors.ts'
import type { RequestCounts } from '../../shared/metrics/request-counts.ts'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import type { CircuitBreaker, CircuitBreakerOptions } from '../engine/aws/transport/circuit-breaker.ts'
import { Emitter } from '../engine/async/emitter.ts'
import { EngineError, toWire } from '../engine/errors/engine-error.ts'
import type { JobQueue } from '../engine/job-queue/job-queue.ts'
import type { ConnectionLookup } from '../engine/transfers/connection-lookup.ts'
import { CircuitBreakers, outageOf } from './circuit-breakers.ts'
import { connectionView } from './connection-view.ts'
import { ConnectionRecords } from './connection-records.ts'
import { type LocalAccess, notReady } from './access.ts'
import { CheckPlans } from './doctor/check-plans.ts'
import { ConnectionHosts } from './connection-hosts.ts'
import { ConnectionKeys } from './keys/connection-keys.ts'
import { KeyRing } from './keys/key-ring.ts'
import type { KeyVault } from './keys/key-vault.ts'
import { ConnectionStatuses } from './connection-statuses.ts'
import { MfaRequests } from './keys/mfa-requests.ts'
import type { AskDesktop } from './network-settings.ts'
import type { Session } from './session.ts'
import { Sessions } from './sessions.ts'
import { makeFirstQueues, noQueue } from './first-queues.ts'
import { shownStatus } from './shown-status.ts'
import { ConnectionSignIns } from './sign-in/connection-sign-ins.ts'
import { localConnectionId, type SettingsStore, type StoredConnection } from './stores/settings-store.ts'

/** Options of {@link Connections}. */
export interface ConnectionsOptions {
  readonly settings: SettingsStore
  /** Returns the endpoint and keys of the Local server while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Asks the desktop for the proxy of a URL. By default, only the environment decides. */
  readonly askDesktop?: AskDesktop
  /** Opens a sign-in page of AWS in the browser. Default: none is opened. */
  readonly openSignIn?: (address: string) => Promise<boolean>
  /** Where keys are stored. Default: in memory only. */
  readonly vault?: KeyVault
  /** Options of the circuit breakers. */
  readonly circuit?: CircuitBreakerOptions
}

/** Manages all connections: the active one, the state of each, and their job queues. */
export class Connections implements ConnectionLookup {
  readonly #options: ConnectionsOptions
  readonly #records: ConnectionRecords
  /** How the connections that are checked would be reached. */
  readonly checkPlans: CheckPlans
  /** The keys that the user gives. */
  readonly keys: ConnectionKeys
  readonly #ring: KeyRing
  readonly #mfa = new MfaRequests(() => this.#touch())
  readonly #sessions: Sessions
  readonly #statuses = new ConnectionStatuses(() => this.#touch())
  readonly #circuits: CircuitBreakers
  /** The sign-ins in the browser. */
  readonly signIns: ConnectionSignIns
  readonly #hosts = new ConnectionHosts(() => this.#touch())
  readonly #changed = new Emitter()
  readonly #switched = new Emitter<string>()
  readonly #sessionReady = new Emitter<Session>()
  #revision = 0

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#records = new ConnectionRecords(options.settings)
    const { local, askDesktop = null, vault = null } = options
    this.#ring = new KeyRing(vault)
    this.#sessions = new Sessions({ local, askDesktop, mfa: this.#mfa, keys: this.#ring })
    this.checkPlans = new CheckPlans(this.#records, this.#sessions, (id) => this.#ready(id))
    this.keys = new ConnectionKeys({
      ring: this.#ring,
      recordOf: (id) => this.#records.get(id),
      onGiven: () => this.#touch(),
      onForgotten: (record) => this.#replace(record),
    })
    this.signIns = new ConnectionSignIns({
      recordOf: (id) => this.#records.get(id),
      askDesktop,
      openPage: options.openSignIn ?? (async () => false),
      connect: (id) => this.#afterSignIn(id),
      onChange: () => this.#touch(),
    })
    this.#circuits = new CircuitBreakers({
      ...(options.circuit && { circuit: options.circuit }),
      check: (id) => this.#probe(id),
      onChange: (id) => {
        if (this.#statuses.is(id, 'ready')) this.#circuits.probe(id)
        this.#touch()
      },
      onRefused: (id, error) => this.#statuses.set(id, { state: 'failed', error: toWire(error) }),
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
    return this.#ready(this.activeId)
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
          hosts: this.#hosts.of(record.id),
          signsIn: this.#hosts.signsIn(record.id),
          ...this.#status(record.id),
        }),
      ),
      mfa: this.#mfa.current,
      signIn: this.signIns.current,
    }
  }

  /** Determines the hosts of all profiles, to show them before they are used. */
  async planHosts(): Promise<void> {
    await Promise.all(this.#records.all.map((record) => this.#hosts.plan(record)))
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

  /** Connects, or reconnects after the keys or the port of the Local server have changed. */
  async connect(id: string): Promise<void> {
    const isCurrent = this.#statuses.begin(id)
    this.#circuits.stopProbing(id)
    const renew = this.#statuses.is(id, 'failed')
    // During an outage, the window keeps showing that it reconnects.
    if (this.#status(id).state !== 'reconnecting')
      this.#statuses.set(id, { state: 'connecting', error: null })
    try {
      const session = await this.#sessions.open(this.#records.get(id), isCurrent)
      if (session === null) return
      if (renew) session.renewKeys()
      await this.#hosts.read(session)
      const outage = await outageOf(this.#verify(session))
      if (!isCurrent()) return
      this.#statuses.set(id, { state: 'ready', error: null })
      const circuit = this.#circuits.of(id)
      if (outage === null) circuit.succeed()
      else circuit.report(outage)
      if (id === this.activeId) this.#circuits.probe(id)
      this.#sessionReady.emit(session)
      void this.#learnHomes(session)
    } catch (error) {
      if (!isCurrent()) return
      const wire = toWire(error)
      // A Local server that is still starting is not a failure. It connects once it is ready.
      const waiting = wire.code === 'NOT_CONNECTED'
      this.#statuses.set(
        id,
        waiting ? { state: 'connecting', error: null } : { state: 'failed', error: wire },
      )
    }
  }

  /** Returns the circuit breaker of a connection, or `null` if there is no such connection. */
  circuitFor(id: string): CircuitBreaker | null {
    return this.#records.has(id) ? this.#circuits.of(id) : null
  }

  /** Probes a connection at once if it is down. */
  tryNow(id: string): void {
    this.#records.get(id)
    this.#circuits.of(id).tryNow()
  }

  /** Probes all connections that are down. Call it when the computer wakes up or the network comes back. */
  onResume(): void {
    this.#circuits.tryAllNow()
  }

  /** Connects Local if it is the active connection. Call it when its server has become ready. */
  localReady(): void {
    if (this.activeId === localConnectionId) void this.connect(localConnectionId)
  }

  /** Shows an error of the Local server on its connection. */
  localFailed(error: WireError): void {
    this.#statuses.begin(localConnectionId)
    this.#circuits.stopProbing(localConnectionId)
    this.#statuses.set(localConnectionId, { state: 'failed', error })
  }

  async add(added: NewConnection): Promise<string> {
    const record = await this.#records.add(added)
    this.#touch()
    await this.#hosts.plan(record)
    return record.id
  }

  /** Changes a connection of the same kind. Keeps its job queues. Reconnects if it is active or in use. */
  async edit(id: string, edited: EditedConnection): Promise<void> {
    const { record, isElsewhere, isReachedOtherwise } = await this.#records.edit(id, edited)
    // Keys for one server are never used for another.
    if (isElsewhere) await this.keys.forget(id)
    else if (isReachedOtherwise) await this.#replace(record)
    else await this.#show(record)
  }

  /** Sets the CA file of a connection. `null` trusts only the default authorities. */
  async setCaFile(id: string, caFile: string | null): Promise<void> {
    await this.#replace(await this.#records.setCaFile(id, caFile))
  }

  async remove(id: string): Promise<void> {
    const wasActive = this.activeId === id
    this.signIns.cancel(id)
    await this.#records.remove(id)
    this.#hosts.forget(id)
    this.#statuses.forget(id)
    this.#statuses.begin(id)
    this.#circuits.forget(id)
    await this.#sessions.remove(id)
    await this.#ring.forget(id)
    if (wasActive) await this.activate(localConnectionId)
    this.#touch()
  }

  /**
   * Returns the session of the active connection. @throws EngineError `NOT_CONNECTED`, or the error
   * of the connection.
   */
  requireActive(): Session {
    const session = this.active
    if (session !== null) return session
    const { error } = this.#statuses.of(this.activeId)
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
    return this.#ready(connectionId)?.queue(name) ?? null
  }

  /** The sessions of all ready connections. */
  get readySessions(): readonly Session[] {
    return this.#sessions.all.filter(({ connectionId }) => this.#statuses.is(connectionId, 'ready'))
  }

  /** Adds a job queue to the connection of a session, which may no longer be the active one. */
  async addQueue(session: Session, config: QueueConfig): Promise<void> {
    await this.#records.changeQueues(session.connectionId, (queues) => [
      ...queues.filter((queue) => queue.name !== config.name),
      config,
    ])
    session.addQueue(config)
    void this.#learnHomes(session)
    this.#sessionReady.emit(session)
  }

  async forgetQueue(name: string): Promise<void> {
    await this.#records.changeQueues(this.activeId, (queues) => queues.filter((queue) => queue.name !== name))
    const { active } = this
    active?.forgetQueue(name)
    if (active !== null) this.#sessionReady.emit(active)
  }

  /** Returns the requests of each connection since the last call. */
  takeCounts(): (readonly [connectionId: string, counts: RequestCounts])[] {
    return this.#sessions.all.map(({ connectionId, counter }) => [connectionId, counter.take()])
  }

  async close(deadlineMs: number): Promise<void> {
    this.#circuits.close()
    this.signIns.close()
    await this.#sessions.close(deadlineMs)
  }

  #ready(id: string): Session | null {
    return this.#statuses.is(id, 'ready') ? this.#sessions.get(id) : null
  }

  async #probe(id: string): Promise<void> {
    const record = this.#records.get(id)
    // It restarts automatically, possibly on another port, and then reconnects.
    if (record.kind === 'local' && this.#options.local() === null) throw new EngineError('LOCAL_STOPPED')
    const session = await this.#sessions.open(record, () => this.#records.has(id))
    if (session === null) return
    if (this.#circuits.of(id).state().error?.code === 'CREDENTIALS_EXPIRED') session.renewKeys()
    await this.#verify(session)
  }

  /** Checks a session. On Local, also creates the job queues of the first start. */
  async #verify(session: Session): Promise<void> {
    await session.check()
    if (session.connectionId !== localConnectionId || this.#records.get(localConnectionId).isReadOnly) return
    await makeFirstQueues(session, this.#options.settings)
  }

  #status(id: string): Pick<Connection, 'state' | 'error' | 'retryAt'> {
    return shownStatus(id, this.#statuses.of(id), this.#circuits.of(id).state())
  }

  /** Connects with the keys of a new sign-in. An outage that waits for them ends. */
  async #afterSignIn(id: string): Promise<void> {
    this.#sessions.get(id)?.renewKeys()
    if (id !== this.activeId && this.#sessions.get(id) === null) return
    await this.connect(id)
  }

  /** Determines the regions of a session's buckets, and shows them. */
  async #learnHomes(session: Session): Promise<void> {
    await session.learnHomes()
    if (this.#sessions.get(session.connectionId) !== session) return
    await this.#hosts.read(session)
    this.#touch()
  }

  /**
   * Ends everything that uses the former settings or keys of a connection, and reconnects it. This includes
   * leases and transfers on a connection that is not the active one.
   */
  async #replace(record: StoredConnection): Promise<void> {
    const { id } = record
    const isUsed = this.#sessions.suspend(id)
    // An attempt with the former settings sets no state.
    this.#statuses.begin(id)
    await this.#show(record)
    if (isUsed && id !== this.activeId) await this.connect(id)
  }

  /** Shows a changed connection, and reconnects if it is the active one. */
  async #show(record: StoredConnection): Promise<void> {
    const { id } = record
    this.#hosts.forget(id)
    if (id !== this.activeId) this.#statuses.forget(id)
    this.#touch()
    await this.#hosts.plan(record)
    if (id === this.activeId) await this.connect(id)
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
