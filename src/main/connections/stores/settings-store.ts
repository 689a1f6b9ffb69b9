import { z } from 'zod'
import { alarmRules, defaultAlarmRules, raisedAlarm } from '../../../shared/metrics/alarms.ts'
import {
  bucketAccount,
  connectionColour,
  endpointUrl,
  findResults,
  firstRun,
  namePattern,
  onClose,
  onQuit,
  pollBudget,
  sendDelaySeconds,
  transferLimit,
} from '../../../shared/connections/connections.ts'
import { defaultNamePattern } from '../../../shared/jobs/name-pattern.ts'
import { maxRemembered, submitDefaults } from '../../../shared/jobs/submit-defaults.ts'
import { defaultRetention, retention } from '../../../shared/jobs/history.ts'
import { defaultStatuses } from '../../../shared/queues/queue-rules.ts'
import { queueConfig, type QueueConfig } from '../../../shared/queues/queues.ts'
import { JsonFile } from './json-file.ts'

/** The first versions also accepted the name of an availability zone. */
const region = z.string().regex(/^[A-Za-z0-9-]{2,32}$/)

const common = {
  id: z.string().min(1).max(64),
  label: z.string().min(1).max(40),
  region,
  queues: z.array(queueConfig).max(500),
  colour: connectionColour.default(null),
  isProduction: z.boolean().default(false),
  isReadOnly: z.boolean().default(false),
}

/** The options of every connection except Local. Missing in settings from the first versions. */
const choices = {
  /** `null` detects the region of each bucket. */
  bucketRegion: region.nullable().default(null),
  allowUnencrypted: z.boolean().default(false),
  /** A file with CA certificates to trust. */
  caFile: z.string().max(4_096).nullable().default(null),
}

const aws = { bucketAccount }

/** A connection as stored on disk, without keys. */
export const storedConnection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('local'), ...common }),
  z.strictObject({ kind: z.literal('keys'), ...common, ...choices, ...aws }),
  z.strictObject({
    kind: z.literal('profile'),
    ...common,
    ...choices,
    ...aws,
    profile: z.string().min(1).max(128),
  }),
  z.strictObject({
    kind: z.literal('endpoint'),
    ...common,
    ...choices,
    s3Endpoint: endpointUrl,
    sqsEndpoint: endpointUrl,
  }),
])
export type StoredConnection = z.infer<typeof storedConnection>

/** Requests per hour for watching queues. */
const defaultPollBudget = 2_000

/** How long to hold back a drop's messages. */
const defaultSendDelaySeconds = 3

const storedSettings = z.strictObject({
  version: z.literal(1),
  activeConnectionId: z.string(),
  connections: z.array(storedConnection).min(1).max(100),
  /** `null` uses the system's downloads folder. */
  saveFolder: z.string().nullable(),
  theme: z.enum(['system', 'light', 'dark']),
  /** The Local server's port, or `null` until its first start. */
  localPort: z.int().min(1).max(65_535).nullable(),
  transferLimit: transferLimit.default(null),
  retention: retention.default(defaultRetention),
  onQuit: onQuit.default('release'),
  pollBudgetPerHour: pollBudget.default(defaultPollBudget),
  /** Local's job queues that have yet to be created. Older versions created theirs at every launch. */
  queuesToMake: z.array(z.string()).max(500).default([]),
  skipsSystemFiles: z.boolean().default(true),
  findResults: findResults.default('shown'),
  sendDelaySeconds: sendDelaySeconds.default(defaultSendDelaySeconds),
  namePattern: namePattern.default(defaultNamePattern),
  savesInFolders: z.boolean().default(false),
  claimsNext: z.boolean().default(false),
  onClose: onClose.default('ask'),
  /** The last input for each job queue when files were submitted, newest first. */
  submitDefaults: z.array(submitDefaults).max(maxRemembered).default([]),
  alarmRules: alarmRules.default(defaultAlarmRules),
  /** The active alarms, so that they are not announced again at the next launch. */
  raisedAlarms: z.array(raisedAlarm).max(10_000).default([]),
  usesCloudWatch: z.boolean().default(true),
  showsBadge: z.boolean().default(true),
  showsTray: z.boolean().default(false),
  closesToTray: z.boolean().default(false),
  checksForUpdates: z.boolean().default(true),
  /** True if the user was told that the app keeps running in the tray after its window is closed. */
  knowsTray: z.boolean().default(false),
  /** A user with settings from an older version already knows the app. */
  firstRun: firstRun.default('done'),
})
export type StoredSettings = z.infer<typeof storedSettings>

/** The id of the built-in connection, which needs no account and cannot be removed. */
export const localConnectionId = 'local'

const demoQueue: QueueConfig = { name: 'demo', layout: 'in-out', statuses: [...defaultStatuses] }

const firstSettings: StoredSettings = {
  version: 1,
  activeConnectionId: localConnectionId,
  connections: [
    {
      kind: 'local',
      id: localConnectionId,
      label: 'Local',
      region: 'us-west-1',
      queues: [demoQueue],
      colour: null,
      isProduction: false,
      isReadOnly: false,
    },
  ],
  saveFolder: null,
  theme: 'system',
  localPort: null,
  transferLimit: null,
  retention: defaultRetention,
  onQuit: 'release',
  pollBudgetPerHour: defaultPollBudget,
  queuesToMake: [demoQueue.name],
  skipsSystemFiles: true,
  findResults: 'shown',
  sendDelaySeconds: defaultSendDelaySeconds,
  namePattern: defaultNamePattern,
  savesInFolders: false,
  claimsNext: false,
  onClose: 'ask',
  submitDefaults: [],
  alarmRules: defaultAlarmRules,
  raisedAlarms: [],
  usesCloudWatch: true,
  showsBadge: true,
  showsTray: false,
  closesToTray: false,
  checksForUpdates: true,
  knowsTray: false,
  firstRun: 'submit',
}

/** Connections of a newer version may have more fields. */
const readableConnection = z.union(storedConnection.options.map((option) => option.strip()))
const readableQueue = queueConfig.strip()

/**
 * Keeps every setting and every connection that can be read. One wrong value, or a file of a newer version, must not
 * cost the user all connections. Returns `null` if there are none.
 */
function salvageSettings(content: unknown): StoredSettings | null {
  const given = objectOf(content)
  const connections = readable(given['connections'], (record) => {
    const queues = readable(objectOf(record)['queues'], (queue) => readableQueue.safeParse(queue).data)
    return readableConnection.safeParse({ ...objectOf(record), queues }).data
  })
  if (connections.length === 0) return null
  const ids = new Set(connections.map(({ id }) => id))
  const activeId = ids.has(String(given['activeConnectionId']))
    ? {}
    : { activeConnectionId: localConnectionId }
  const others = Object.entries(storedSettings.shape).flatMap(([name, schema]) => {
    const parsed = schema.safeParse(given[name])
    return parsed.success ? [[name, parsed.data]] : []
  })
  return (
    storedSettings.safeParse({
      ...firstSettings,
      queuesToMake: [],
      firstRun: 'done',
      ...Object.fromEntries(others),
      ...activeId,
      connections: ids.has(localConnectionId) ? connections : [...firstSettings.connections, ...connections],
    }).data ?? null
  )
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Returns the entries of a list that `read` can read. */
function readable<T>(list: unknown, read: (entry: unknown) => T | undefined): T[] {
  return Array.isArray(list) ? list.map(read).filter((entry) => entry !== undefined) : []
}

/** Converts the transfer limit in the settings to bytes per second. `null` means no limit. */
export function bytesPerSecond(megabytesPerSecond: number | null): number | null {
  return megabytesPerSecond === null ? null : megabytesPerSecond * 1_000_000
}

/** The settings, in memory and on disk. Each change is written at once. */
export class SettingsStore {
  readonly #file: JsonFile<StoredSettings>
  #value: StoredSettings

  private constructor(file: JsonFile<StoredSettings>, value: StoredSettings) {
    this.#file = file
    this.#value = value
  }

  /** Opens the settings. `quarantinedPath` is the path of a copy if some of the file could not be read, or `null`. */
  static async open(
    path: string,
  ): Promise<{ readonly store: SettingsStore; readonly quarantinedPath: string | null }> {
    const file = new JsonFile(path, storedSettings, firstSettings, salvageSettings)
    const { value, quarantinedPath } = await file.read()
    return { store: new SettingsStore(file, value), quarantinedPath }
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
