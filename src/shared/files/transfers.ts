import { z } from 'zod'
import { wireError } from '../errors.ts'
import { direction, queueName } from '../queues/queues.ts'

/**
 * - `submit`: a file becomes a job: store the object, then send the message
 * - `store`: a file becomes an object without a message
 * - `result`: a result file for a claim that is being completed
 * - `save`: an object or a claim's payload becomes a file
 */
export const transferKind = z.enum(['submit', 'store', 'result', 'save'])

/**
 * - `waiting`: not started yet; `running`: bytes are moving; `queueing`: stored, the message is
 * being sent
 * - `reconnecting`: its connection is down; continues automatically after the outage
 * - `paused`: by the user, until the user resumes it; survives a restart
 * - `stored`: the object is stored, but its message could not be sent; a retry sends only the
 * message
 * - `unconfirmed`: the object is stored, and the server may have accepted its message without
 * confirming it; the user decides whether to send it again
 * - `interrupted`: unfinished from the previous session, or without keys; continues automatically if possible,
 * otherwise after a retry
 */
export const transferState = z.enum([
  'waiting',
  'running',
  'queueing',
  'reconnecting',
  'paused',
  'done',
  'stored',
  'unconfirmed',
  'interrupted',
  'failed',
  'cancelled',
])
export type TransferState = z.infer<typeof transferState>

/** One upload or download. Sizes are in bytes, times in milliseconds since the epoch. */
export const transfer = z.strictObject({
  id: z.string(),
  kind: transferKind,
  connectionId: z.string(),
  queue: queueName,
  direction,
  name: z.string(),
  state: transferState,
  bytesDone: z.number().nonnegative(),
  /** `null` until it is known. */
  bytesTotal: z.number().nonnegative().nullable(),
  /** Bytes per second, averaged over the last seconds. 0 while no bytes are moving. */
  bytesPerSecond: z.number().nonnegative(),
  key: z.string().nullable(),
  /** The job's id once its message is sent. */
  jobId: z.string().nullable(),
  claimId: z.string().nullable(),
  /** A saved file's folder. Read-only. */
  folder: z.string().nullable(),
  /** A remark that is not an error, such as `The file had changed, so it started over.` */
  note: z.string().max(300).nullable(),
  error: wireError.nullable(),
  createdAt: z.number(),
  /**
   * When the message will be sent, if it is held back after a drop. Until then the job can be taken
   * back.
   */
  sendsAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
})
export type Transfer = z.infer<typeof transfer>

/** The new position of a waiting transfer in the queue. */
export const moveTo = z.enum(['top', 'up', 'down', 'bottom'])
export type MoveTo = z.infer<typeof moveTo>

/**
 * The maximum number of listed transfers: unfinished ones in order, then failed ones, then the
 * newest finished ones. If there are more, half of the list is reserved for unfinished ones.
 */
export const maxListedTransfers = 200

/**
 * This session's transfers, and unfinished ones from the previous session. `counts` and
 * `needsYou` include transfers that are not listed.
 */
export const transfersSnapshot = z.strictObject({
  revision: z.int(),
  transfers: z.array(transfer),
  counts: z.record(transferState, z.int().nonnegative()),
  /** The number of transfers listed in Needs you. See `isListedInNeedsYou`. */
  needsYou: z.int().nonnegative(),
  bytesPerSecond: z.number().nonnegative(),
})
export type TransfersSnapshot = z.infer<typeof transfersSnapshot>

/** The ids of the transfers that a call has started. */
export const startedTransfers = z.strictObject({ transferIds: z.array(z.string()) })
