import { z } from 'zod'
import {
  connectionsSnapshot,
  localService,
  localSnippet,
  newConnection,
  pollBudget,
  settings,
} from '../connections.ts'
import { wireError } from '../errors.ts'
import { historyFilter, historyPage, historyStatus, retention } from '../history.ts'
import { claimsChange, claimsSnapshot } from '../jobs.ts'
import { objectKey, objectsPage, shownObject } from '../objects.ts'
import { direction, queueConfig, queueName, queueResource, queuesSnapshot, queueStatus } from '../queues.ts'
import { moveTo, transfersSnapshot } from '../transfers.ts'
import { requestsSnapshot } from '../requests.ts'
import { listOf, recordOf } from './bounded.ts'
import type { Channel, EventName } from './channels.ts'

/** One call. Main parses the input; the schemas define both sides. */
export interface Procedure {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

function procedure<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output } as const
}

const nothing = z.null()
const id = z.string().min(1).max(64)
/** Identifies a running call so that it can be cancelled; unique for each call. */
const requestId = z.uuid()
/** Represents a path that only main knows. */
const fileToken = z.uuid()

/** How the app was started, and why the page was loaded. */
const appInfo = z.strictObject({
  /** Whether Chromium's sandbox is on. */
  sandboxed: z.boolean(),
  /** Set if the page was reloaded after a crash or a hang. Only the first call after the reload gets it. */
  reloaded: z.enum(['crashed', 'unresponsive']).nullable(),
})
export type AppInfo = z.infer<typeof appInfo>

/** A file or folder that the user dropped, pasted or picked, or more than 1,000 files. Their paths stay in main. */
export const grantedFile = z.strictObject({
  token: fileToken,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  /** Size of a file in bytes; `null` for a folder. */
  size: z.number().nonnegative().nullable(),
  /** Number of files in a folder; 1 for a file. */
  files: z.int().nonnegative(),
})
export type GrantedFile = z.infer<typeof grantedFile>

/** The granted files, the refused ones with their errors, and how much of the folders was left out. */
export const grantResult = z.strictObject({
  files: z.array(grantedFile),
  refused: z.array(z.strictObject({ name: z.string(), error: wireError })),
  /** How many more were refused. */
  moreRefused: z.int().nonnegative(),
  leftOut: z.strictObject({
    /** Files and folders that systems and programs made for themselves. */
    systemFiles: z.int().nonnegative(),
    /** Links to something outside the folder. */
    links: z.int().nonnegative(),
  }),
})
export type GrantResult = z.infer<typeof grantResult>

/** The fields that the user gives a file or a result. */
const givenFields = recordOf(z.string().min(1).max(128), z.string().max(4_096), 500)

/**
 * A file to send, with `name` and `fields` as edited by the user. A `null` name keeps the file's own name.
 */
export const outgoingFile = z.strictObject({
  token: fileToken,
  name: z.string().min(1).max(300).nullable(),
  fields: givenFields,
})
export type OutgoingFile = z.infer<typeof outgoingFile>

const outgoingFiles = listOf(outgoingFile, 10_000)
const claimRef = z.strictObject({ claimId: id })
const transferRef = z.strictObject({ transferId: id })
const started = z.strictObject({ transferIds: z.array(z.string()) })
const objectRef = z.strictObject({ queue: queueName, direction, key: objectKey })

/** All calls. `satisfies` fails the build if a channel has no procedure, or a procedure no channel. */
export const contract = {
  'app:info': procedure(nothing, appInfo),
  'request:cancel': procedure(z.strictObject({ requestId }), nothing),

  'connections:list': procedure(nothing, connectionsSnapshot),
  'connections:profiles': procedure(
    nothing,
    z.array(z.strictObject({ name: z.string(), region: z.string().nullable() })),
  ),
  'connections:add': procedure(newConnection, z.strictObject({ connectionId: z.string() })),
  /** Changes a connection of the same kind. Keys that were given for other addresses are forgotten. */
  'connections:edit': procedure(z.strictObject({ connectionId: id, edited: newConnection }), nothing),
  /** Opens a dialog in main for a file with certificate authorities. */
  'connections:choose-ca-file': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:forget-ca-file': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Answers the request for an MFA code in the snapshot; `null` cancels it. */
  'connections:answer-mfa': procedure(
    z.strictObject({
      requestId: id,
      code: z
        .string()
        .regex(/^\d{6}$/)
        .nullable(),
    }),
    nothing,
  ),
  'connections:remove': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:activate': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Retries a failed connection now instead of after its delay. */
  'connections:try-now': procedure(z.strictObject({ connectionId: id }), nothing),
  /**
   * Reads an access key pair from the clipboard and clears it. Returns the masked access key id, or `null` if
   * the user declined to give the keys of Local to another server.
   */
  'connections:take-keys-from-clipboard': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),
  /** Reads them from a file that the user picks; `null` also if no file was picked. */
  'connections:take-keys-from-file': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),

  'local:get': procedure(nothing, localService),
  'local:restart': procedure(nothing, nothing),
  'local:use-another-port': procedure(nothing, nothing),
  'local:copy-environment': procedure(z.strictObject({ snippet: localSnippet }), nothing),
  'local:show-data-folder': procedure(nothing, nothing),

  'queues:list': procedure(nothing, queuesSnapshot),
  /** The buckets and queues that the job queue needs, and which of them exist. Creates nothing. */
  'queues:describe': procedure(queueConfig, z.array(queueResource)),
  /** The region of AWS, other than that of the connection, where its queues exist; `null` if none is known. */
  'queues:find-elsewhere': procedure(queueConfig, z.strictObject({ region: z.string().nullable() })),
  /** Adds the job queue to the sidebar; with `create`, creates missing buckets and queues first. */
  'queues:add': procedure(z.strictObject({ config: queueConfig, create: z.boolean() }), nothing),
  /** Removes it from the sidebar; does not touch buckets or queues. */
  'queues:forget': procedure(z.strictObject({ name: queueName }), nothing),
  /** Reports which job queue is on screen: only that one is polled often. */
  'queues:watch': procedure(z.strictObject({ name: queueName.nullable() }), nothing),
  /** The number of requests per day. */
  'requests:list': procedure(nothing, requestsSnapshot),
  'queues:refresh': procedure(z.strictObject({ name: queueName }), nothing),

  /** Opens a dialog in main; returns `null` if it was closed. */
  'files:choose': procedure(z.strictObject({ kind: z.enum(['files', 'folder']) }), grantResult.nullable()),
  'files:revoke': procedure(z.strictObject({ tokens: listOf(fileToken, 10_000, { min: 0 }) }), nothing),

  'jobs:submit': procedure(z.strictObject({ queue: queueName, files: outgoingFiles }), started),

  'claims:list': procedure(nothing, claimsSnapshot),
  /** Waits up to 20 s for jobs and claims up to `max` available ones. Cancellable by its request id. */
  'claims:next': procedure(
    z.strictObject({ queue: queueName, status: queueStatus, max: z.int().min(1).max(10), requestId }),
    z.strictObject({ claimIds: z.array(z.string()) }),
  ),
  /** Applies one action to many claims independently; returns the failed ones with their errors. */
  'claims:bulk': procedure(
    z.strictObject({
      claimIds: listOf(id, 1_000),
      action: z.enum(['save-and-acknowledge', 'acknowledge', 'release']),
    }),
    z.strictObject({ failed: z.array(z.strictObject({ claimId: id, error: wireError })) }),
  ),
  /**
   * `ask` opens a save dialog, `folder` saves into the save folder. Returns `null` if the dialog was closed.
   */
  'claims:save': procedure(
    z.strictObject({ claimId: id, where: z.enum(['ask', 'folder']) }),
    z.strictObject({ transferId: z.string() }).nullable(),
  ),
  /**
   * Saves into the save folder, verifies and flushes, and only then deletes the message. Returns immediately.
   */
  'claims:save-and-acknowledge': procedure(claimRef, z.strictObject({ transferId: z.string() })),
  'claims:acknowledge': procedure(claimRef, nothing),
  'claims:release': procedure(claimRef, nothing),
  'claims:start': procedure(claimRef, nothing),
  /** Stores each file, sends to completed, then deletes the source message. Returns immediately. */
  'claims:complete': procedure(
    z.strictObject({ claimId: id, files: outgoingFiles, fields: givenFields }),
    started,
  ),
  'claims:allow-bucket': procedure(claimRef, nothing),
  /** Removes a finished or lost claim from the list. */
  'claims:dismiss': procedure(claimRef, nothing),
  'claims:show-saved': procedure(claimRef, nothing),
  /** The whole message of a claim, as it was received. */
  'claims:message': procedure(claimRef, z.strictObject({ text: z.string() })),
  /** Opens a save dialog for the message. Returns the file name, or `null` if the dialog was closed. */
  'claims:save-message': procedure(claimRef, z.strictObject({ fileName: z.string() }).nullable()),

  'transfers:list': procedure(nothing, transfersSnapshot),
  'transfers:pause': procedure(transferRef, nothing),
  'transfers:resume': procedure(transferRef, nothing),
  'transfers:cancel': procedure(transferRef, nothing),
  'transfers:retry': procedure(transferRef, nothing),
  /** The user has seen that an unconfirmed message is in the queue: it counts as sent. */
  'transfers:confirm': procedure(transferRef, nothing),
  /** Moves a waiting transfer in the queue. */
  'transfers:move': procedure(z.strictObject({ transferId: id, to: moveTo }), nothing),
  'transfers:pause-all': procedure(nothing, nothing),
  'transfers:resume-all': procedure(nothing, nothing),
  /** Cancels all running, waiting and paused transfers, but not those stored without a message. */
  'transfers:cancel-all': procedure(nothing, nothing),
  /** Retries all that failed or are stored without a message. */
  'transfers:retry-all': procedure(nothing, nothing),
  'transfers:clear': procedure(nothing, nothing),
  'transfers:show-saved': procedure(transferRef, nothing),

  'objects:list': procedure(
    z.strictObject({ queue: queueName, direction, cursor: z.string().max(2_048).nullable() }),
    objectsPage,
  ),
  'objects:describe': procedure(objectRef, shownObject),
  'objects:retrieve': procedure(objectRef, z.strictObject({ transferId: z.string() }).nullable()),
  'objects:trigger': procedure(
    z.strictObject({ queue: queueName, direction, key: objectKey, status: queueStatus }),
    z.strictObject({ jobId: z.string() }),
  ),
  'objects:store': procedure(z.strictObject({ queue: queueName, direction, files: outgoingFiles }), started),
  'objects:remove': procedure(objectRef, nothing),

  /** The next jobs after `cursor`, newest first. */
  'history:list': procedure(
    z.strictObject({ filter: historyFilter, cursor: z.int().nullable() }),
    historyPage,
  ),
  'history:status': procedure(nothing, historyStatus),
  'history:retain': procedure(retention, nothing),
  /**
   * Opens a save dialog. Returns the number of exported jobs, or `null` if the dialog was closed.
   * Cancellable.
   */
  'history:export': procedure(
    z.strictObject({ filter: historyFilter, format: z.enum(['csv', 'json-lines']), requestId }),
    z.strictObject({ jobs: z.int() }).nullable(),
  ),
  'history:show-hidden-file': procedure(nothing, nothing),
  'history:dismiss-hidden-file': procedure(nothing, nothing),

  'settings:get': procedure(nothing, settings),
  'settings:choose-save-folder': procedure(nothing, settings.nullable()),
  'settings:set-theme': procedure(z.strictObject({ theme: settings.shape.theme }), nothing),
  'settings:set-on-quit': procedure(z.strictObject({ onQuit: settings.shape.onQuit }), nothing),
  'settings:set-skips-system-files': procedure(z.strictObject({ skips: z.boolean() }), nothing),
  'settings:set-poll-budget': procedure(z.strictObject({ perHour: pollBudget }), nothing),
  'settings:set-transfer-limit': procedure(
    z.strictObject({ megabytesPerSecond: settings.shape.transferLimit }),
    nothing,
  ),
} as const satisfies Record<Channel, Procedure>
export type Contract = typeof contract

/** The input of a call. */
export type Input<C extends Channel> = z.infer<Contract[C]['input']>
/** The result of a call. */
export type Output<C extends Channel> = z.infer<Contract[C]['output']>

/** The commands of the menu that the page carries out. */
export const command = z.enum([
  'submit-files',
  'submit-folder',
  'claim-next',
  'claim-batch',
  'add-queue',
  'show-transfers',
  'show-objects',
  'show-history',
  'show-settings',
])
export type Command = z.infer<typeof command>

/** The payload of each event: whole snapshots with a revision, but for the claims only what has changed. */
export const eventPayloads = {
  'connections:changed': connectionsSnapshot,
  'local:changed': localService,
  'queues:changed': queuesSnapshot,
  'claims:changed': claimsChange,
  'transfers:changed': transfersSnapshot,
  'history:changed': historyStatus,
  'settings:changed': settings,
  'requests:changed': requestsSnapshot,
  'command:run': command,
} as const satisfies Record<EventName, z.ZodType>
export type EventPayload<E extends EventName> = z.infer<(typeof eventPayloads)[E]>

/** The result of every call. Calls never reject, because IPC keeps only the message of an error. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: z.infer<typeof wireError> }
