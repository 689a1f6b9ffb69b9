import { accessOf, type LocalAccess } from './access.ts'
import type { AccessKeys } from './keys/key-sets.ts'
import type { MfaRequests } from './keys/mfa-requests.ts'
import type { AskDesktop } from './network-settings.ts'
import { Session } from './session.ts'
import type { StoredConnection } from './stores/settings-store.ts'

/** The dependencies of {@link Sessions}. */
export interface SessionsOptions {
  /** Returns the endpoint and keys of the Local server while it is ready, else `null`. */
  readonly local: () => LocalAccess | null
  /** Returns the desktop's proxy for a URL. With `null`, only the environment decides. */
  readonly askDesktop: AskDesktop | null
  readonly mfa: MfaRequests
}

/** The sessions of the connections in use, and the keys that the user entered. */
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

  /** Keeps keys in memory only. The next {@link Sessions.open} uses them. */
  giveKeys(id: string, keys: AccessKeys): void {
    this.#keys.set(id, keys)
  }

  forgetKeys(id: string): void {
    this.#keys.delete(id)
  }

  /**
   * Opens the session of a connection with clients for its current settings. Returns `null` if it
   * is no longer wanted.
   * @throws the errors of `accessOf`.
   */
  async open(record: StoredConnection, isWanted: () => boolean): Promise<Session | null> {
    const { id, label } = record
    const { local, askDesktop, mfa } = this.#options
    const access = await accessOf(record, this.#keys.get(id) ?? null, local(), askDesktop)
    if (!isWanted()) return null
    const existing = this.#sessions.get(id)
    if (existing !== undefined) {
      // Nobody needs the code for keys that are no longer used.
      if (existing.reconnect(access)) mfa.cancel(id)
      return existing
    }
    const profile = record.kind === 'profile' ? record.profile : ''
    const session = new Session(record, access, (device) => mfa.ask(id, { label, profile, device }))
    this.#sessions.set(id, session)
    return session
  }

  /** Closes a session, and forgets it and its keys. */
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
