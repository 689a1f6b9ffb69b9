import { type Access, accessOf, type LocalAccess } from './access.ts'
import type { AccessKeys } from './keys/key-sets.ts'
import type { MfaRequests } from './keys/mfa-requests.ts'
import type { AskDesktop } from './network-settings.ts'
import type { AskMfaCode } from './profiles/profile-keys.ts'
import { Session } from './session.ts'
import type { StoredConnection } from './stores/settings-store.ts'

/** Everything that {@link Sessions} needs to reach a server. */
export interface SessionsOptions {
  /** The endpoint and keys of the Local server while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Asks the desktop for the proxy of an address; `null`: only the environment decides. */
  readonly askDesktop: AskDesktop | null
  readonly mfa: MfaRequests
}

/** Stand in for keys that are not known yet, where nothing is signed. */
const noKeys: AccessKeys = { accessKeyId: 'none', secretAccessKey: 'none' }

/** The sessions of the connections that were used, and the keys that the user gave. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #sessions = new Map<string, Session>()
  readonly #keys = new Map<string, AccessKeys>()

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get all(): readonly Session[] {
    return [...this.#sessions.values()]
  }

  get(id: string): Session | null {
    return this.#sessions.get(id) ?? null
  }

  hasKeys(id: string): boolean {
    return this.#keys.has(id)
  }

  /** Keeps keys in memory only. They are used at the next {@link Sessions.open}. */
  giveKeys(id: string, keys: AccessKeys): void {
    this.#keys.set(id, keys)
  }

  forgetKeys(id: string): void {
    this.#keys.delete(id)
  }

  /**
   * The session of a connection with clients for its current settings, or `null` if it is no longer needed.
   * @throws the errors of `accessOf`.
   */
  async open(record: StoredConnection, isWanted: () => boolean): Promise<Session | null> {
    const { id, label } = record
    const { local, askDesktop, mfa } = this.#options
    const access = await accessOf(record, this.#keys.get(id) ?? null, local(), askDesktop)
    if (!isWanted()) return null
    const existing = this.#sessions.get(id)
    if (existing !== undefined) {
      // Nobody waits for the code of keys that are no longer used.
      if (existing.reconnect(access)) mfa.cancel(id)
      return existing
    }
    const profile = record.kind === 'profile' ? record.profile : ''
    const session = new Session(record, access, (device) => mfa.ask(id, { label, profile, device }))
    this.#sessions.set(id, session)
    return session
  }

  /**
   * How the requests of a connection, or of a draft of one, would be sent. `knownServers`: whether the keys of the
   * connection were given for the same servers. @throws the errors of `accessOf`.
   */
  async plan(
    record: StoredConnection,
    knownServers: boolean,
  ): Promise<{ readonly access: Access; readonly hasKeys: boolean; readonly askMfaCode: AskMfaCode }> {
    const { local, askDesktop, mfa } = this.#options
    const keys = knownServers ? (this.#keys.get(record.id) ?? null) : null
    const hasKeys = record.kind !== 'endpoint' || keys !== null
    const profile = record.kind === 'profile' ? record.profile : ''
    return {
      access: await accessOf(record, keys ?? noKeys, local(), askDesktop),
      hasKeys,
      askMfaCode: (device) => mfa.ask(record.id, { label: record.label, profile, device }),
    }
  }

  /** Forgets a session and its keys, and closes it. */
  async remove(id: string): Promise<void> {
    const session = this.#sessions.get(id)
    this.#sessions.delete(id)
    this.#keys.delete(id)
    this.#options.mfa.cancel(id)
    await session?.close(0)
  }

  async close(deadlineMs: number): Promise<void> {
    await Promise.all(this.all.map((session) => session.close(deadlineMs)))
    this.#sessions.clear()
  }
}
