import type { Connection } from '../../../shared/connections/connections.ts'
import type { WireError } from '../../../shared/errors.ts'
import type { RequestCounts } from '../../../shared/metrics/request-counts.ts'
import type { CircuitBreaker, CircuitBreakerOptions } from '../../engine/aws/transport/circuit-breaker.ts'
import { EngineError, toWire } from '../../engine/errors/engine-error.ts'
import type { LocalAccess } from '../access.ts'
import { CircuitBreakers, outageOf } from './circuit-breakers.ts'
import { ConnectionHosts } from './connection-hosts.ts'
import type { ConnectionRecords } from '../connection-records.ts'
import { ConnectionStatuses } from './connection-statuses.ts'
import { createFirstQueues } from './first-queues.ts'
import type { Session } from './session.ts'
import type { Sessions } from './sessions.ts'
import { shownStatus } from './shown-status.ts'
import { localConnectionId, type SettingsStore, type StoredConnection } from '../stores/settings-store.ts'

/** Dependencies of {@link Connector}. */
export interface ConnectorOptions {
  readonly records: ConnectionRecords
  readonly sessions: Sessions
  readonly settings: SettingsStore
  /** Returns the Local server's endpoint and keys while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Options of the circuit breakers. */
  readonly circuit: CircuitBreakerOptions | undefined
  /** Called after each change of a connection's state or hosts. */
  readonly onChange: () => void
  readonly onReady: (session: Session) => void
}

/** Opens and checks the sessions of connections, reconnects them after changes, and tracks the state of each. */
export class Connector {
  readonly #options: ConnectorOptions
  readonly #records: ConnectionRecords
  readonly #sessions: Sessions
  readonly #statuses: ConnectionStatuses
  readonly #circuits: CircuitBreakers
  readonly #hosts: ConnectionHosts

  constructor(options: ConnectorOptions) {
    const { records, sessions, circuit, onChange } = options
    this.#options = options
    this.#records = records
    this.#sessions = sessions
    this.#statuses = new ConnectionStatuses(onChange)
    this.#hosts = new ConnectionHosts(onChange)
    this.#circuits = new CircuitBreakers({
      ...(circuit && { circuit }),
      check: (id) => this.#probe(id),
      onChange: (id) => {
        if (this.#statuses.is(id, 'ready')) this.#circuits.probe(id)
        onChange()
      },
      onRefused: (id, error) => this.#statuses.set(id, { state: 'failed', error: toWire(error) }),
    })
  }

  /** Returns a connection's session, or `null` while it is not ready. */
  ready(id: string): Session | null {
    return this.#statuses.is(id, 'ready') ? this.#sessions.get(id) : null
  }

  /** The sessions of all ready connections. */
  get readySessions(): readonly Session[] {
    return this.#sessions.all.filter(({ connectionId }) => this.#statuses.is(connectionId, 'ready'))
  }

  /** Why the last attempt to connect failed, or `null`. */
  errorOf(id: string): WireError | null {
    return this.#statuses.of(id).error
  }

  /** Returns a connection's state and hosts as the window shows them. */
  view(id: string): Pick<Connection, 'state' | 'error' | 'retryAt' | 'hosts' | 'signsIn'> {
    return { hosts: this.#hosts.of(id), signsIn: this.#hosts.signsIn(id), ...this.#status(id) }
  }

  /** Determines a profile's hosts, to show them before they are used. */
  planHosts(record: StoredConnection): Promise<void> {
    return this.#hosts.plan(record)
  }

  /** Connects, or reconnects after the keys or the Local server's port have changed. */
  async connect(id: string): Promise<void> {
    const isCurrent = this.#statuses.begin(id)
    this.#circuits.stopProbing(id)
    const renew = this.#statuses.is(id, 'failed')
    // During an outage, the window keeps showing “Reconnecting”.
    if (this.#status(id).state !== 'reconnecting')
      this.#statuses.set(id, { state: 'connecting', error: null })
    try {
      const session = await this.#sessions.open(this.#records.get(id), isCurrent)
      if (session === null) return
      if (renew || session.lacksKeys) session.renewKeys()
      await this.#hosts.read(session)
      const outage = await outageOf(this.#verify(session))
      if (!isCurrent()) return
      this.#statuses.set(id, { state: 'ready', error: null })
      const circuit = this.#circuits.of(id)
      if (outage === null) circuit.succeed()
      else circuit.report(outage)
      if (id === this.#records.activeId) this.#circuits.probe(id)
      this.#options.onReady(session)
      void this.locateBuckets(session)
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

  circuitOf(id: string): CircuitBreaker {
    return this.#circuits.of(id)
  }

  /** Probes all connections that are down. */
  tryAllNow(): void {
    this.#circuits.tryAllNow()
  }

  /** Shows the Local server's error on its connection. */
  localFailed(error: WireError): void {
    this.#statuses.begin(localConnectionId)
    this.#circuits.stopProbing(localConnectionId)
    this.#statuses.set(localConnectionId, { state: 'failed', error })
  }

  /** Connects with the keys of a new sign-in. This ends an outage that was waiting for them. */
  async afterSignIn(id: string): Promise<void> {
    this.#sessions.get(id)?.renewKeys()
    if (id !== this.#records.activeId && this.#sessions.get(id) === null) return
    await this.connect(id)
  }

  /** Determines the regions of a session's buckets, and shows them. */
  async locateBuckets(session: Session): Promise<void> {
    await session.locateBuckets()
    if (this.#sessions.get(session.connectionId) !== session) return
    await this.#hosts.read(session)
    this.#options.onChange()
  }

  /**
   * Ends everything that uses a connection's former settings or keys, and reconnects it. This includes
   * leases and transfers on a connection that is not the active one.
   */
  async replace(record: StoredConnection): Promise<void> {
    const { id } = record
    const isUsed = this.#sessions.suspend(id)
    // An attempt with the former settings must not set the state.
    this.#statuses.begin(id)
    await this.show(record)
    if (isUsed && id !== this.#records.activeId) await this.connect(id)
  }

  /** Shows a changed connection, and reconnects if it is the active one. */
  async show(record: StoredConnection): Promise<void> {
    const { id } = record
    this.#hosts.forget(id)
    if (id !== this.#records.activeId) this.#statuses.forget(id)
    this.#options.onChange()
    await this.#hosts.plan(record)
    if (id === this.#records.activeId) await this.connect(id)
  }

  /** Forgets a removed connection, and closes its session. */
  async forget(id: string): Promise<void> {
    this.#hosts.forget(id)
    this.#statuses.forget(id)
    this.#statuses.begin(id)
    this.#circuits.forget(id)
    await this.#sessions.remove(id)
  }

  /** Returns each connection's request counts since the last call. */
  takeCounts(): (readonly [connectionId: string, counts: RequestCounts])[] {
    return this.#sessions.all.map(({ connectionId, counter }) => [connectionId, counter.take()])
  }

  async close(deadlineMs: number): Promise<void> {
    this.#circuits.close()
    await this.#sessions.close(deadlineMs)
  }

  async #probe(id: string): Promise<void> {
    const record = this.#records.get(id)
    // The Local server restarts automatically, possibly on another port. Then it is connected again.
    if (record.kind === 'local' && this.#options.local() === null) throw new EngineError('LOCAL_STOPPED')
    const session = await this.#sessions.open(record, () => this.#records.has(id))
    if (session === null) return
    if (this.#circuits.of(id).state().error?.code === 'CREDENTIALS_EXPIRED') session.renewKeys()
    await this.#verify(session)
  }

  /** Checks a session. On Local, also creates the first job queues. */
  async #verify(session: Session): Promise<void> {
    await session.check()
    if (session.connectionId !== localConnectionId || this.#records.get(localConnectionId).isReadOnly) return
    await createFirstQueues(session, this.#options.settings)
  }

  #status(id: string): Pick<Connection, 'state' | 'error' | 'retryAt'> {
    return shownStatus(id, this.#statuses.of(id), this.#circuits.of(id).state())
  }
}
