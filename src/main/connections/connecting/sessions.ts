import { type Access, accessOf, type LocalAccess } from '../access.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { toEngineError } from '../../engine/errors/to-engine-error.ts'
import { serversOf } from '../connection-records.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { AccessKeys } from '../keys/key-sets.ts'
import type { MfaRequests } from '../keys/mfa-requests.ts'
import type { AskDesktop } from '../network-settings.ts'
import type { AskMfaCode } from '../profiles/profile-keys.ts'
import { Session } from './session.ts'
import type { StoredConnection } from '../stores/settings-store.ts'

/** Dependencies of {@link Sessions}. */
export interface SessionsOptions {
  /** Returns the Local server's endpoint and keys while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Returns the desktop's proxy for a URL. With `null`, only the environment decides. */
  readonly desktopProxyFor: AskDesktop | null
  readonly mfa: MfaRequests
  readonly keys: KeyRing
}

/** Placeholder keys, for when nothing is signed and the real keys are not known yet. */
const noKeys: AccessKeys = { accessKeyId: 'none', secretAccessKey: 'none' }

/** The sessions of the connections that have been used. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #sessions = new Map<string, Session>()
  /** Counts each connection's suspensions, so that settings read before a suspension are not used after it. */
  readonly #suspensions = new Map<string, number>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  get(id: string): Session | null {
    return this.#sessions.get(id) ?? null
  }

  /**
   * Opens a connection's session with clients for its current settings. Returns `null` if it is no longer
   * wanted, or was suspended meanwhile.
   *
   * @throws the errors of `accessOf`.
   */
  async open(record: StoredConnection, isWanted: () => boolean): Promise<Session | null> {
    const { id, label } = record
    const { local, desktopProxyFor, mfa, keys } = this.#options
    const suspensions = this.#suspensions.get(id)
    const isCurrent = (): boolean => this.#suspensions.get(id) === suspensions && isWanted()
    let access: Access
    try {
      access = await accessOf(record, keys.get(id, serversOf(record)), local(), desktopProxyFor)
    } catch (error) {
      const former = this.#sessions.get(id)
      // Without keys or settings, calls in progress cannot continue, so they fail with this error.
      if (isCurrent() && former?.isSuspended) former.suspend(toEngineError(error))
      throw error
    }
    if (!isCurrent()) return null
    const existing = this.#sessions.get(id)
    if (existing !== undefined) {
      // An MFA code for the replaced keys is no longer needed.
      if (existing.reconnect(access)) mfa.cancel(id)
      return existing
    }
    const profile = record.kind === 'profile' ? record.profile : ''
    const session = new Session(record, access, (device) => mfa.ask(id, { label, profile, device }))
    this.#sessions.set(id, session)
    return session
  }

  /**
   * Makes all of a connection's requests fail until it is opened again, because its settings or keys are out
   * of date. Returns true if it has a session.
   */
  suspend(id: string): boolean {
    this.#suspensions.set(id, (this.#suspensions.get(id) ?? 0) + 1)
    // Calls in progress are retried with the new clients.
    this.#sessions.get(id)?.suspend(new EngineError('CONNECTION_BROKEN'))
    this.#options.mfa.cancel(id)
    return this.#sessions.has(id)
  }

  /**
   * Returns how a connection, or a draft of one, would send its requests. If `knownServers` is true, it may
   * use the connection's keys.
   *
   * @throws the errors of `accessOf`.
   */
  async plan(
    record: StoredConnection,
    knownServers: boolean,
  ): Promise<{ readonly access: Access; readonly hasKeys: boolean; readonly askMfaCode: AskMfaCode }> {
    const { local, desktopProxyFor, mfa, keys: ring } = this.#options
    const keys = knownServers ? ring.get(record.id, serversOf(record)) : null
    const hasKeys = (record.kind !== 'endpoint' && record.kind !== 'keys') || keys !== null
    const profile = record.kind === 'profile' ? record.profile : ''
    return {
      access: await accessOf(record, keys ?? noKeys, local(), desktopProxyFor),
      hasKeys,
      askMfaCode: (device) => mfa.ask(record.id, { label: record.label, profile, device }),
    }
  }

  /** Forgets a session, and closes it. */
  async remove(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    this.#options.mfa.cancel(id)
    await session?.close(0)
  }

  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.all.map((session) => session.close(deadlineMs)))
    this.#sessions.clear()
  }
}
