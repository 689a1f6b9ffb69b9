import { z } from 'zod'
import { JsonFile } from '../stores/json-file.ts'
import type { AccessKeys } from './key-sets.ts'
import type { SecretBox } from './secret-box.ts'

const vaultId = z.string().max(64)
const sealedKeys = z.base64().max(20_000)
const storedKeys = z.strictObject({
  version: z.literal(1),
  /** Each connection's sealed keys, in base64. */
  sealed: z.record(vaultId, sealedKeys),
})
type StoredKeys = z.infer<typeof storedKeys>

const empty: StoredKeys = { version: 1, sealed: {} }

/** Keeps all keys that can be read, also from the file of a newer version. Returns `null` if there are none. */
function salvageKeys(content: unknown): StoredKeys | null {
  const { data } = z.object({ sealed: z.record(z.string(), z.unknown()) }).safeParse(content)
  const sealed = Object.entries(data?.sealed ?? {}).filter((entry): entry is [string, string] => {
    const [id, keys] = entry
    return vaultId.safeParse(id).success && sealedKeys.safeParse(keys).success
  })
  return sealed.length === 0 ? null : { version: 1, sealed: Object.fromEntries(sealed) }
}

/** The connection and the servers are sealed with the keys, so that nobody can send them elsewhere by editing files. */
const content = z.strictObject({
  connectionId: z.string(),
  servers: z.string(),
  keys: z.strictObject({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string().exactOptional(),
  }),
})

/** Access keys on disk, encrypted by the system. */
export class KeyVault {
  readonly #file: JsonFile<StoredKeys>
  readonly #box: SecretBox
  #stored: StoredKeys

  private constructor(file: JsonFile<StoredKeys>, box: SecretBox, stored: StoredKeys) {
    this.#file = file
    this.#box = box
    this.#stored = stored
  }

  /** Reads the file. Keys that are damaged have to be entered again. Decrypts nothing. */
  static async open(path: string, box: SecretBox): Promise<KeyVault> {
    const file = new JsonFile(path, storedKeys, empty, salvageKeys)
    const { value } = await file.read()
    return new KeyVault(file, box, value)
  }

  has(connectionId: string): boolean {
    return Object.hasOwn(this.#stored.sealed, connectionId)
  }

  /** Returns why keys cannot be stored, as a sentence, or `null` if they can. */
  problem(): string | null {
    return this.#box.problem()
  }

  /**
   * Returns a connection's keys, if they were given for these servers and can still be decrypted; else
   * `null`.
   */
  read(connectionId: string, servers: string): AccessKeys | null {
    const sealed = this.#stored.sealed[connectionId]
    if (sealed === undefined || this.#box.problem() !== null) return null
    try {
      const opened = content.parse(JSON.parse(this.#box.open(Buffer.from(sealed, 'base64'))))
      return opened.connectionId === connectionId && opened.servers === servers ? opened.keys : null
    } catch {
      return null
    }
  }

  /** Rejects with the system's or the disk's error. */
  async write(connectionId: string, servers: string, keys: AccessKeys): Promise<void> {
    const text = JSON.stringify({ connectionId, servers, keys } satisfies z.infer<typeof content>)
    const sealed = Buffer.from(this.#box.seal(text)).toString('base64')
    await this.#replace({ ...this.#stored.sealed, [connectionId]: sealed })
  }

  async forget(connectionId: string): Promise<void> {
    if (!this.has(connectionId)) return
    const { [connectionId]: _forgotten, ...others } = this.#stored.sealed
    await this.#replace(others)
  }

  async #replace(sealed: StoredKeys['sealed']): Promise<void> {
    this.#stored = { version: 1, sealed }
    await this.#file.write(this.#stored)
  }
}
