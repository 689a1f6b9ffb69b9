import { z } from 'zod'
import { addressProblem, labelProblem, regionProblem } from './connection-rules.ts'
import { wireError } from './errors.ts'
import { textWithout } from './text-without.ts'

export const connectionKind = z.enum(['local', 'profile', 'endpoint'])

/** An AWS region's name. */
export const region = textWithout(regionProblem)

/** Where S3 or SQS is reached: https, or http on this machine only. */
export const endpointUrl = textWithout(addressProblem)

const label = textWithout(labelProblem).trim()

/**
 * `reconnecting`: an outage, which is tried again by itself, and work is taken for later; `failed`: something that
 * only the person can mend.
 */
export const connectionState = z.enum(['idle', 'connecting', 'ready', 'reconnecting', 'failed'])

/** A connection as the page sees it: never a secret. */
export const connection = z.strictObject({
  id: z.string(),
  kind: connectionKind,
  label: z.string(),
  region,
  /** Host and port, or `null` for AWS itself. */
  endpoint: z.string().nullable(),
  profile: z.string().nullable(),
  state: connectionState,
  error: wireError.nullable(),
  /** `reconnecting` only: when it is tried next, in milliseconds since the epoch; `null` while it is tried. */
  retryAt: z.number().nullable(),
  /** `endpoint` only: whether keys were given in this run. */
  hasKeys: z.boolean(),
})
export type Connection = z.infer<typeof connection>

export const connectionsSnapshot = z.strictObject({
  revision: z.int(),
  activeId: z.string(),
  connections: z.array(connection),
})
export type ConnectionsSnapshot = z.infer<typeof connectionsSnapshot>

/** A connection to be added. Keys are taken by main from the clipboard or a file, never from the page. */
export const newConnection = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('profile'),
    label,
    profile: z.string().min(1).max(128),
    region,
  }),
  z.strictObject({
    kind: z.literal('endpoint'),
    label,
    region,
    s3Endpoint: endpointUrl,
    sqsEndpoint: endpointUrl,
  }),
])
export type NewConnection = z.infer<typeof newConnection>

/** The embedded server's face. Its keys stay in main: `local:copy-environment` puts them on the clipboard. */
export const localService = z.strictObject({
  state: z.enum(['stopped', 'starting', 'ready', 'failed']),
  endpoint: z.string().nullable(),
  port: z.int().nullable(),
  dataFolder: z.string(),
  restarts: z.int(),
  /** The environment lines with the secret masked. */
  environmentPreview: z.string(),
  error: wireError.nullable(),
})
export type LocalService = z.infer<typeof localService>

/** The most that all transfers together move, in MB (1,000,000 bytes) a second; `null`: as fast as it goes. */
export const transferLimit = z.number().min(0.01).max(100_000).nullable()

/** What becomes of claimed jobs when the app quits: given back, or held until their leases run out. */
export const onQuit = z.enum(['release', 'keep'])
/** Requests an hour that watching the job queues may make, all together. */
export const pollBudget = z.int().min(60).max(100_000)

/** What the person set. Paths are for reading only. */
export const settings = z.strictObject({
  saveFolder: z.string(),
  theme: z.enum(['system', 'light', 'dark']),
  transferLimit,
  onQuit,
  pollBudgetPerHour: pollBudget,
  version: z.string(),
})
export type Settings = z.infer<typeof settings>
