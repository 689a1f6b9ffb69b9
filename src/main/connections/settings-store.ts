import { z } from 'zod'
import { endpointUrl, onQuit, pollBudget, region, transferLimit } from '../../shared/connections.ts'
import { defaultRetention, retention } from '../../shared/history.ts'
import { defaultStatuses } from '../../shared/queue-rules.ts'
import { queueConfig, type QueueConfig } from '../../shared/queues.ts'
import { JsonFile } from './json-file.ts'

const common = {
  id: z.string().min(1).max(64),
  label: z.string().min(1).max(40),
  region,
  queues: z.array(queueConfig).max(500),
}

/** A connection as it is kept on disk: never with keys. */
export const storedConnection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local'), ...common }),
  z.strictObject({ kind: z.literal('profile'), ...common, profile: z.string().min(1).max(128) }),
  z.strictObject({
    kind: z.literal('endpoint'),
    ...common,
    s3Endpoint: endpointUrl,
    sqsEndpoint: endpointUrl,
  }),
])
export type StoredConnection = z.infer<typeof storedConnection>

/** Requests an hour for watching, until the person chooses. */
const usualBudget = 2_000

const storedSettings = z.strictObject({
  version: z.literal(1),
  activeConnectionId: z.string(),
  connections: z.array(storedConnection).min(1).max(100),
  /** `null`: the system's folder for downloads. */
  saveFolder: z.string().nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** The Local server's port; `null` until it first found one. */
  localPort: z.int().min(1).max(65_535).nullable(),
  transferLimit: transferLimit.default(null),
  retention: retention.default(defaultRetention),
  onQuit: onQuit.default('release'),
  pollBudgetPerHour: pollBudget.default(usualBudget),
})
export type StoredSettings = z.infer<typeof storedSettings>

/** The id of the connection that needs no account. It is always there. */
export const localConnectionId = 'local'

const demoQueue: QueueConfig = { name: 'demo', layout: 'in-out', statuses: [...defaultStatuses] }

const firstSettings: StoredSettings = {
  version: 1,
  activeConnectionId: localConnectionId,
  connections: [
    { kind: 'local', id: localConnectionId, label: 'Local', region: 'us-west-1', queues: [demoQueue] },
  ],
  saveFolder: null,
  theme: 'system',
  localPort: null,
  transferLimit: null,
  retention: defaultRetention,
  onQuit: 'release',
  pollBudgetPerHour: usualBudget,
}

/** The settings in memory and on disk; each change is written at once. */
export class SettingsStore {
  readonly #file: JsonFile<StoredSettings>
  #value: StoredSettings

  private constructor(file: JsonFile<StoredSettings>, value: StoredSettings) {
    this.#file = file
    this.#value = value
  }

  /** Opens the settings. `setAside` names the file that was damaged and kept, if there was one. */
  static async open(
    path: string,
  ): Promise<{ readonly store: SettingsStore; readonly setAside: string | null }> {
    const file = new JsonFile(path, storedSettings, firstSettings)
    const { value, setAside } = await file.read()
    return { store: new SettingsStore(file, value), setAside }
  }

  get value(): StoredSettings {
    return this.#value
  }

  async change(part: Partial<StoredSettings>): Promise<void> {
    this.#value = { ...this.#value, ...part }
    await this.#file.write(this.#value)
  }

  /** Replaces one connection's record. */
  async changeConnection(id: string, change: (record: StoredConnection) => StoredConnection): Promise<void> {
    await this.change({
      connections: this.#value.connections.map((record) => (record.id === id ? change(record) : record)),
    })
  }
}
