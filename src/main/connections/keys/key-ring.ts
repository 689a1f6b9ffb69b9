import type { AccessKeys } from './key-sets.ts'
import type { KeyVault } from './key-vault.ts'

/** The keys that the user gave for the connections: in memory, and in the vault if the system can encrypt them. */
export class KeyRing {
  readonly #vault: KeyVault | null
  readonly #held = new Map<string, { readonly servers: string; readonly keys: AccessKeys }>()
  /** Why a connection's keys are not stored, unless the problem is with the vault itself. */
  readonly #failures = new Map<string, string>()

  /** `null` means all keys are kept in memory only. */
  constructor(vault: KeyVault | null) {
    this.#vault = vault
  }

  has(connectionId: string): boolean {
    return this.#held.has(connectionId) || this.#isStored(connectionId)
  }

  /**
   * Returns why a connection's keys will be forgotten when the app quits, or `null` if they are stored or
   * there are none.
   */
  notStored(connectionId: string): string | null {
    if (!this.#held.has(connectionId) || this.#isStored(connectionId)) return null
    return this.#failures.get(connectionId) ?? this.#vault?.problem() ?? 'They are kept in memory only.'
  }

  /** Returns the keys that were given for these servers, or `null` for none. */
  get(connectionId: string, servers: string): AccessKeys | null {
    const held = this.#held.get(connectionId)
    if (held !== undefined) return held.servers === servers ? held.keys : null
    const keys = this.#vault?.read(connectionId, servers) ?? null
    if (keys !== null) this.#held.set(connectionId, { servers, keys })
    return keys
  }

  /**
   * Takes keys, and stores them if possible. Temporary keys are not stored, because they would expire before
   * the next launch.
   */
  async set(connectionId: string, servers: string, keys: AccessKeys): Promise<void> {
    this.#held.set(connectionId, { servers, keys })
    this.#failures.delete(connectionId)
    try {
      if (keys.sessionToken !== undefined) {
        this.#failures.set(connectionId, 'Temporary keys are not stored.')
        await this.#vault?.forget(connectionId)
      } else if (this.#vault?.problem() === null) await this.#vault.write(connectionId, servers, keys)
    } catch {
      this.#failures.set(connectionId, 'The system could not store them.')
      await this.#vault?.forget(connectionId).catch(() => undefined)
    }
  }

  async forget(connectionId: string): Promise<void> {
    this.#held.delete(connectionId)
    this.#failures.delete(connectionId)
    await this.#vault?.forget(connectionId)
  }

  #isStored(connectionId: string): boolean {
    return this.#vault !== null && this.#vault.has(connectionId) && this.#vault.problem() === null
  }
}
