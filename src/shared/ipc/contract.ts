import { z } from 'zod'
import { connectionsSnapshot, localService, newConnection, pollBudget, settings } from '../connections.ts'
import { wireError } from '../errors.ts'
import { historyFilter, historyPage, historyStatus, retention } from '../history.ts'
import { claimsSnapshot, jobFields } from '../jobs.ts'
import { objectDetail, objectKey, objectsPage } from '../objects.ts'
import { direction, queueConfig, queueName, queueResource, queuesSnapshot, queueStatus } from '../queues.ts'
import { moveTo, transfersSnapshot } from '../transfers.ts'
import { requestsSnapshot } from '../requests.ts'
import type { Channel, EventName } from './channels.ts'

/** One call: what goes in and what comes out, each parsed where it arrives. */
export interface Procedure {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

function procedure<I extends z.ZodType, O extends z.ZodType>(input: I, output: O) {
  return { input, output } as const
}

const nothing = z.null()
const id = z.string().min(1).max(64)
/** Names a running call so that it can be cancelled; minted anew for each call. */
const requestId = z.uuid()
/** Stands for a path that only main knows. */
const fileToken = z.uuid()

/** How the app was started; the same until it ends. */
const appInfo = z.strictObject({
  /** Whether Chromium's sandbox is on. */
  sandboxed: z.boolean(),
})
export type AppInfo = z.infer<typeof appInfo>

/** A file or folder that the person dropped, pasted or picked. The path behind it stays in main. */
export const grantedFile = z.strictObject({
  token: fileToken,
  name: z.string(),
  kind: z.enum(['file', 'folder']),
  /** Bytes of a file; `null` for a folder. */
  size: z.number().nonnegative().nullable(),
  /** How many files a folder holds, links left out; 1 for a file. */
  files: z.int().nonnegative(),
})
export type GrantedFile = z.infer<typeof grantedFile>

/** What was granted, and what was not and why. */
export const grantResult = z.strictObject({
  files: z.array(grantedFile),
  refused: z.array(z.strictObject({ name: z.string(), error: wireError })),
})
export type GrantResult = z.infer<typeof grantResult>

/** A file to send: `name` and `fields` as edited by the person; `name` null keeps the file's own. */
export const outgoingFile = z.strictObject({
  token: fileToken,
  name: z.string().min(1).max(300).nullable(),
  fields: jobFields,
})
export type OutgoingFile = z.infer<typeof outgoingFile>

const outgoingFiles = z.array(outgoingFile).min(1).max(10_000)
const claimRef = z.strictObject({ claimId: id })
const transferRef = z.strictObject({ transferId: id })
const started = z.strictObject({ transferIds: z.array(z.string()) })
const objectRef = z.strictObject({ queue: queueName, direction, key: objectKey })

/** Every call there is. `satisfies` fails the build where a channel lacks its procedure, or the reverse. */
export const contract = {
  'app:info': procedure(nothing, appInfo),
  'request:cancel': procedure(z.strictObject({ requestId }), nothing),

  'connections:list': procedure(nothing, connectionsSnapshot),
  'connections:profiles': procedure(
    nothing,
    z.array(z.strictObject({ name: z.string(), region: z.string().nullable() })),
  ),
  'connections:add': procedure(newConnection, z.strictObject({ connectionId: z.string() })),
  'connections:remove': procedure(z.strictObject({ connectionId: id }), nothing),
  'connections:activate': procedure(z.strictObject({ connectionId: id }), nothing),
  /** Tries a connection that is out of order at once, before its delay is over. */
  'connections:try-now': procedure(z.strictObject({ connectionId: id }), nothing),
  /**
   * Reads an access key pair from the clipboard and clears it. Returns the masked access key id, or `null` where the
   * user was asked whether another server may have the keys of Local, and declined.
   */
  'connections:take-keys-from-clipboard': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),
  /** The same from a file that the user picks; `null` also where no file was picked. */
  'connections:take-keys-from-file': procedure(
    z.strictObject({ connectionId: id }),
    z.strictObject({ accessKeyId: z.string() }).nullable(),
  ),

  'local:get': procedure(nothing, localService),
  'local:restart': procedure(nothing, nothing),
  'local:use-another-port': procedure(nothing, nothing),
  'local:copy-environment': procedure(z.strictObject({ shell: z.enum(['posix', 'powershell']) }), nothing),
  'local:show-data-folder': procedure(nothing, nothing),

  'queues:list': procedure(nothing, queuesSnapshot),
  /** What the job queue needs and what of it exists. Creates nothing. */
  'queues:describe': procedure(queueConfig, z.array(queueResource)),
  /** Adds the job queue to the sidebar; with `create`, makes what is missing first. */
  'queues:add': procedure(z.strictObject({ config: queueConfig, create: z.boolean() }), nothing),
  /** Takes it off the sidebar; touches no bucket and no queue. */
  'queues:forget': procedure(z.strictObject({ name: queueName }), nothing),
  /** Tells which job queue is on screen, so that just this one is read often. */
  'queues:watch': procedure(z.strictObject({ name: queueName.nullable() }), nothing),
  /** How many requests were made, day by day. */
  'requests:list': procedure(nothing, requestsSnapshot),
  'queues:refresh': procedure(z.strictObject({ name: queueName }), nothing),

  /** Opens a dialog in main; `null` where it was closed. */
  'files:choose': procedure(z.strictObject({ kind: z.enum(['files', 'folder']) }), grantResult.nullable()),
  'files:revoke': procedure(z.strictObject({ tokens: z.array(fileToken).max(10_000) }), nothing),

  'jobs:submit': procedure(z.strictObject({ queue: queueName, files: outgoingFiles }), started),

  'claims:list': procedure(nothing, claimsSnapshot),
  /** Waits up to 20 s for jobs, and claims up to `max` of those that are there. Cancellable by its request id. */
  'claims:next': procedure(
    z.strictObject({ queue: queueName, status: queueStatus, max: z.int().min(1).max(10), requestId }),
    z.strictObject({ claimIds: z.array(z.string()) }),
  ),
  /** Does the same with many claims, each on its own; answers with those that could not be, and why. */
  'claims:bulk': procedure(
    z.strictObject({
      claimIds: z.array(id).min(1).max(1_000),
      action: z.enum(['save-and-acknowledge', 'acknowledge', 'release']),
    }),
    z.strictObject({ failed: z.array(z.strictObject({ claimId: id, error: wireError })) }),
  ),
  /** `ask` opens a save dialog, `folder` saves into the save folder. `null` where the dialog was closed. */
  'claims:save': procedure(
    z.strictObject({ claimId: id, where: z.enum(['ask', 'folder']) }),
    z.strictObject({ transferId: z.string() }).nullable(),
  ),
  /** Saves into the save folder, checks, flushes, and only then deletes the message. Answers at once. */
  'claims:save-and-acknowledge': procedure(claimRef, z.strictObject({ transferId: z.string() })),
  'claims:acknowledge': procedure(claimRef, nothing),
  'claims:release': procedure(claimRef, nothing),
  'claims:start': procedure(claimRef, nothing),
  /** Stores each file, sends to completed, then deletes the source message. Answers at once. */
  'claims:complete': procedure(
    z.strictObject({ claimId: id, files: outgoingFiles, fields: jobFields }),
    started,
  ),
  'claims:allow-bucket': procedure(claimRef, nothing),
  /** Takes a finished or lost claim off the list. */
  'claims:dismiss': procedure(claimRef, nothing),
  'claims:show-saved': procedure(claimRef, nothing),

  'transfers:list': procedure(nothing, transfersSnapshot),
  'transfers:pause': procedure(transferRef, nothing),
  'transfers:resume': procedure(transferRef, nothing),
  'transfers:cancel': procedure(transferRef, nothing),
  'transfers:retry': procedure(transferRef, nothing),
  /** Moves one that waits among those that wait. */
  'transfers:move': procedure(z.strictObject({ transferId: id, to: moveTo }), nothing),
  'transfers:pause-all': procedure(nothing, nothing),
  'transfers:resume-all': procedure(nothing, nothing),
  /** All that moves, waits or is paused; what is stored without a message stays. */
  'transfers:cancel-all': procedure(nothing, nothing),
  /** All that failed or is stored without a message. */
  'transfers:retry-all': procedure(nothing, nothing),
  'transfers:clear': procedure(nothing, nothing),
  'transfers:show-saved': procedure(transferRef, nothing),

  'objects:list': procedure(
    z.strictObject({ queue: queueName, direction, cursor: z.string().max(2_048).nullable() }),
    objectsPage,
  ),
  'objects:describe': procedure(objectRef, objectDetail),
  'objects:retrieve': procedure(objectRef, z.strictObject({ transferId: z.string() }).nullable()),
  'objects:trigger': procedure(
    z.strictObject({ queue: queueName, direction, key: objectKey, status: queueStatus }),
    z.strictObject({ jobId: z.string() }),
  ),
  'objects:store': procedure(z.strictObject({ queue: queueName, direction, files: outgoingFiles }), started),
  'objects:remove': procedure(objectRef, nothing),

  /** The next jobs after the one called `cursor`, newest first. */
  'history:list': procedure(
    z.strictObject({ filter: historyFilter, cursor: z.int().nullable() }),
    historyPage,
  ),
  'history:status': procedure(nothing, historyStatus),
  'history:retain': procedure(retention, nothing),
  /** Asks for a place in main; answers how many jobs were written, `null` where the dialog was closed. Cancellable. */
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
  'settings:set-poll-budget': procedure(z.strictObject({ perHour: pollBudget }), nothing),
  'settings:set-transfer-limit': procedure(
    z.strictObject({ megabytesPerSecond: settings.shape.transferLimit }),
    nothing,
  ),
} as const satisfies Record<Channel, Procedure>
export type Contract = typeof contract

/** What a call takes. */
export type Input<C extends Channel> = z.infer<Contract[C]['input']>
/** What a call answers. */
export type Output<C extends Channel> = z.infer<Contract[C]['output']>

/** What the menu may ask the page to do. */
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

/** What each event carries: whole snapshots with a revision. */
export const eventPayloads = {
  'connections:changed': connectionsSnapshot,
  'local:changed': localService,
  'queues:changed': queuesSnapshot,
  'claims:changed': claimsSnapshot,
  'transfers:changed': transfersSnapshot,
  'history:changed': historyStatus,
  'settings:changed': settings,
  'requests:changed': requestsSnapshot,
  'command:run': command,
} as const satisfies Record<EventName, z.ZodType>
export type EventPayload<E extends EventName> = z.infer<(typeof eventPayloads)[E]>

/** Every call resolves with this, because a rejection loses all but its message on the way. */
export type Reply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: z.infer<typeof wireError> }
