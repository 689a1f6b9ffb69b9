import { z } from 'zod'
import { wireError } from './errors.ts'
import { direction, queueName } from './queues.ts'

/**
 * - `submit`: a file becomes a job (store, then trigger)
 * - `store`: a file becomes an object without a message
 * - `result`: a result file of a claim that is being completed
 * - `save`: an object or a claim's payload becomes a file
 */
export const transferKind = z.enum(['submit', 'store', 'result', 'save'])

/**
 * - `waiting`: for its turn; `running`: bytes move; `queueing`: stored, its message is being sent
 * - `reconnecting`: its connection is out of order; goes on by itself when it works again
 * - `paused`: by the person, who lets it go on; survives a restart
 * - `stored`: stored but not queued: the message could not be sent; a retry sends just that
 * - `interrupted`: a former run ended before it was done; goes on by itself where it can, else by retry
 */
export const transferState = z.enum([
  'waiting',
  'running',
  'queueing',
  'reconnecting',
  'paused',
  'done',
  'stored',
  'interrupted',
  'failed',
  'cancelled',
])
export type TransferState = z.infer<typeof transferState>

/** One upload or download. Sizes in bytes, times in milliseconds since the epoch. */
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
  /** Bytes a second over the last seconds; 0 where nothing moves. */
  bytesPerSecond: z.number().nonnegative(),
  key: z.string().nullable(),
  /** The job's id once its message is sent. */
  jobId: z.string().nullable(),
  claimId: z.string().nullable(),
  /** The folder a save went to, for reading only. */
  folder: z.string().nullable(),
  /** What the person should know though nothing is wrong: `The file had changed, so it started over.` */
  note: z.string().max(300).nullable(),
  error: wireError.nullable(),
  createdAt: z.number(),
  endedAt: z.number().nullable(),
})
export type Transfer = z.infer<typeof transfer>

/** Where one that waits is moved among those that wait. */
export const moveTo = z.enum(['top', 'up', 'down', 'bottom'])
export type MoveTo = z.infer<typeof moveTo>

/** At most this many transfers are listed: the unfinished ones in their order, then the newest. */
export const listedTransfers = 1_000

/** The transfers of this run and what an earlier run left unfinished. `counts` counts all, listed or not. */
export const transfersSnapshot = z.strictObject({
  revision: z.int(),
  transfers: z.array(transfer),
  counts: z.record(transferState, z.int().nonnegative()),
  bytesPerSecond: z.number().nonnegative(),
})
export type TransfersSnapshot = z.infer<typeof transfersSnapshot>
