import { z } from 'zod'
import { connectionColours } from './connection-safety.ts'
import {
  accountProblem,
  addressProblem,
  isUnencrypted,
  labelProblem,
  normalizeAddress,
  normalizeRegion,
  regionProblem,
} from './connection-rules.ts'
import { wireError } from '../errors.ts'
import { checkedText } from '../texts/checked-text.ts'

/** `keys`: AWS itself, with access keys that the user entered. `endpoint`: another server, also with access keys. */
export const connectionKind = z.enum(['local', 'profile', 'keys', 'endpoint'])

/** An AWS region's name. */
export const region = checkedText(regionProblem).transform(normalizeRegion)

/** The address of S3 or SQS. It uses https, or http on this computer or the local network. */
export const endpointUrl = checkedText((text) => addressProblem(text, true)).transform(normalizeAddress)

const label = checkedText(labelProblem).trim()

/** A connection's colour, or `null` for none. */
export const connectionColour = z.enum(connectionColours).nullable()

/** The safety settings. Every kind of connection has them. */
const safety = {
  colour: connectionColour.default(null),
  /** True if main asks a second time before it destroys anything on this connection. */
  isProduction: z.boolean().default(false),
  /** True if main refuses everything that would change something on this connection. */
  isReadOnly: z.boolean().default(false),
}

/**
 * `reconnecting` is an outage: Remotejob retries automatically and accepts work for later. `failed`
 * means that only the user can fix it.
 */
export const connectionState = z.enum(['idle', 'connecting', 'ready', 'reconnecting', 'failed'])

/** A connection as sent to the page. Contains no secrets. */
export const connection = z.strictObject({
  id: z.string(),
  kind: connectionKind,
  label: z.string(),
  region: z.string(),
  /** The buckets' region. `null` means that it is detected. Until then, `region` is used. */
  bucketRegion: z.string().nullable(),
  /** The host and port of S3 and SQS that requests go to, or `null` until they are known. */
  hosts: z.strictObject({ s3: z.string(), sqs: z.string() }).nullable(),
  /** For `endpoint` only: the addresses as entered. */
  addresses: z.strictObject({ s3: z.string(), sqs: z.string() }).nullable(),
  profile: z.string().nullable(),
  /** True if its profile signs in with the browser. */
  signsIn: z.boolean(),
  /** The account that owns the buckets. `null` means the account of the keys. */
  bucketAccount: z.string().nullable(),
  /** True if unencrypted requests to servers on the local network are allowed. */
  allowUnencrypted: z.boolean(),
  /** The name of the file with this connection's CA certificates, or `null`. */
  caFileName: z.string().nullable(),
  state: connectionState,
  error: wireError.nullable(),
  /**
   * For `reconnecting` only: the time of the next attempt, in milliseconds since the epoch. `null`
   * during an attempt.
   */
  retryAt: z.number().nullable(),
  /** `keys` and `endpoint` only: whether it has keys in this session. */
  hasKeys: z.boolean(),
  /** Why these keys are forgotten when the app quits, as a sentence, or `null` if they are stored or there are none. */
  keysNotStored: z.string().nullable(),
  colour: connectionColour,
  isProduction: z.boolean(),
  isReadOnly: z.boolean(),
})
export type Connection = z.infer<typeof connection>

/** A request for a code from an MFA device. */
export const mfaRequest = z.strictObject({
  id: z.string(),
  /** The connection's name. */
  label: z.string(),
  profile: z.string(),
  /** The device's name in AWS. */
  device: z.string(),
})
export type MfaRequest = z.infer<typeof mfaRequest>

/** A browser sign-in in progress. */
export const signIn = z.strictObject({
  id: z.string(),
  connectionId: z.string(),
  /** The connection's name. */
  label: z.string(),
  profile: z.string(),
  /** The code to compare with the page in the browser, or `null` if there is none. */
  code: z.string().nullable(),
  /** The host of the sign-in page. */
  host: z.string(),
})
export type SignIn = z.infer<typeof signIn>

export const connectionsSnapshot = z.strictObject({
  revision: z.int(),
  activeId: z.string(),
  connections: z.array(connection),
  /** The MFA request that a profile is waiting for, or `null`. */
  mfa: mfaRequest.nullable(),
  /** `null` if there is no sign-in. */
  signIn: signIn.nullable(),
})
export type ConnectionsSnapshot = z.infer<typeof connectionsSnapshot>

/** The account that owns the buckets. `null` means the account of the keys. */
export const bucketAccount = checkedText(accountProblem).nullable().default(null)

const editable = {
  label,
  ...safety,
  region,
  bucketRegion: region.nullable().default(null),
  allowUnencrypted: z.boolean().default(false),
}

/** A connection to add. Main reads the keys itself; the page never sees them. */
export const newConnection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keys'), ...editable, bucketAccount }),
  z.strictObject({
    kind: z.literal('profile'),
    ...editable,
    bucketAccount,
    profile: z.string().min(1).max(128),
  }),
  z
    .strictObject({
      kind: z.literal('endpoint'),
      ...editable,
      s3Endpoint: endpointUrl,
      sqsEndpoint: endpointUrl,
    })
    .refine(
      ({ allowUnencrypted, s3Endpoint, sqsEndpoint }) =>
        allowUnencrypted || ![s3Endpoint, sqsEndpoint].some(isUnencrypted),
      'Use https, or allow unencrypted requests on your own network.',
    ),
])
export type NewConnection = z.infer<typeof newConnection>

/** The edited values of a connection. Local always exists, so it can be edited but not added. */
export const editedConnection = z.union([
  newConnection,
  z.strictObject({ kind: z.literal('local'), label, ...safety }),
])
export type EditedConnection = z.infer<typeof editedConnection>

/**
 * The embedded server's state. Its keys stay in main: `local:copy-environment` copies them to
 * the clipboard.
 */
export const localService = z.strictObject({
  state: z.enum(['stopped', 'starting', 'ready', 'failed']),
  endpoint: z.string().nullable(),
  port: z.int().nullable(),
  dataFolder: z.string(),
  restarts: z.int(),
  /** The environment with the secret masked. */
  environmentPreview: z.string(),
  error: wireError.nullable(),
})
export type LocalService = z.infer<typeof localService>

/**
 * The formats that `local:copy-environment` can copy: lines for a shell, or a part of a client's
 * settings.
 */
export const localSnippet = z.enum(['posix', 'powershell', 'aws-sdk-2', 'boto3', 'aws-cli', 'rclone'])
export type LocalSnippet = z.infer<typeof localSnippet>

/**
 * The shared speed limit of all transfers in MB (1,000,000 bytes) per second, or `null` for no
 * limit.
 */
export const transferLimit = z.number().min(0.01).max(100_000).nullable()

/**
 * `release` releases claimed jobs when the app quits. `keep` holds them until their leases expire.
 */
export const onQuit = z.enum(['release', 'keep'])
/** The maximum number of polling requests per hour for all job queues together. */
export const pollBudget = z.int().min(60).max(100_000)

/** In seconds. With 0, a drop cannot be undone. */
export const sendDelaySeconds = z.int().min(0).max(60)

/** A file name with placeholders, such as `{name}-{id}.{ext}`. */
export const namePattern = z.string().min(1).max(120)

/**
 * `ask` asks each time, and `background` minimises the window. `release` and `keep` quit the app and release
 * or keep the claims.
 */
export const onClose = z.enum(['ask', 'background', 'release', 'keep'])

/** When to look for the results of the user's jobs: while the window is visible, also in the background, or never. */
export const findResults = z.enum(['shown', 'always', 'never'])
export type FindResults = z.infer<typeof findResults>
/**
 * The first run's next step. `done` means that all steps are completed or were dismissed
 * permanently.
 */
export const firstRun = z.enum(['submit', 'claim', 'finish', 'done'])

/** The user's settings. Paths are read-only. */
export const settings = z.strictObject({
  saveFolder: z.string(),
  theme: z.enum(['system', 'light', 'dark']),
  transferLimit,
  onQuit,
  pollBudgetPerHour: pollBudget,
  /** True if hidden system files and program files are left out when a folder is submitted. */
  skipsSystemFiles: z.boolean(),
  findResults,
  /** How long to hold back a drop's messages so that it can be undone, in seconds. */
  sendDelaySeconds,
  /** The pattern for the names of saved payloads. See `expandPattern`. */
  namePattern,
  /** True if each job is saved in its own folder. */
  savesInFolders: z.boolean(),
  /** True if finishing a job claims the next one. */
  claimsNext: z.boolean(),
  /** What closing the window does while jobs are held or files are being transferred. */
  onClose,
  /** True if CloudWatch may be queried for metrics that SQS does not report. */
  usesCloudWatch: z.boolean(),
  firstRun,
  /** True if the app's icon shows how many things need the user. */
  showsBadge: z.boolean(),
  showsTray: z.boolean(),
  /** True if closing the window hides it while the tray has an icon. */
  closesToTray: z.boolean(),
  /** True if the app may look for newer versions once a day. */
  checksForUpdates: z.boolean(),
  /** `null` means that the system cannot launch this app at login. */
  launchesAtLogin: z.boolean().nullable(),
  version: z.string(),
})
export type Settings = z.infer<typeof settings>
