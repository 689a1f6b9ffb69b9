import { z } from 'zod'
import { wireError } from './errors.ts'
import { queueName, queueStatus } from './queues.ts'

/** A job's own fields: the metadata of its payload, and the values in its message besides `bucket` and `key`. */
export const jobFields = z.record(z.string().min(1).max(128), z.string().max(4_096))
export type JobFields = z.infer<typeof jobFields>

/** What S3 reports about a payload. `size` in bytes. */
export const payloadInfo = z.strictObject({
  size: z.number().nonnegative(),
  contentType: z.string().nullable(),
  modifiedAt: z.number().nullable(),
})
export type PayloadInfo = z.infer<typeof payloadInfo>

/** A claim's hold on its message. Times are in milliseconds, since the epoch unless they end in `Ms`. */
export const leaseState = z.strictObject({
  state: z.enum(['held', 'lost', 'ended']),
  /** When the message becomes visible to others unless the lease is renewed. */
  deadline: z.number(),
  durationMs: z.number(),
  /** SQS ends every lease 12 hours after the receive. */
  endsAt: z.number(),
  /** Why the lease was lost, or why the last renewal failed. */
  error: wireError.nullable(),
})
export type LeaseState = z.infer<typeof leaseState>

/** One entry in the timeline of a claim. */
export const claimEvent = z.strictObject({
  at: z.number(),
  what: z.enum([
    'stored',
    'sent',
    'received',
    'claimed',
    // Recovered after a restart. Ledgers on disk contain this word.
    'adopted',
    'saved',
    'acknowledged',
    'released',
    'started',
    'completed',
    'lost',
    'failed',
  ]),
  detail: z.string().nullable(),
})
export type ClaimEvent = z.infer<typeof claimEvent>

/** A job this app holds, or has just finished with. */
export const claim = z.strictObject({
  id: z.string(),
  connectionId: z.string(),
  queue: queueName,
  status: queueStatus,
  /** The SQS MessageId. */
  jobId: z.string(),
  fields: jobFields,
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  /** The safe file name that the payload would be saved under. */
  fileName: z.string(),
  /** Not JSON, no key, or a bucket that is not this queue's own. `null` if the message is valid. */
  messageError: wireError.nullable(),
  /** Whether the user allowed reading from a bucket that is not this queue's own. */
  bucketAllowed: z.boolean(),
  /** The message as received, cut to 4,096 characters. */
  rawBody: z.string(),
  receivedCount: z.int(),
  payload: payloadInfo.nullable(),
  payloadError: wireError.nullable(),
  lease: leaseState,
  /**
   * `claimed` in this session. A claim of a previous session is `waiting` for its connection, then `checking`: the
   * server is asked whether it is still held. If so, it is `recovered`.
   */
  phase: z.enum(['claimed', 'waiting', 'checking', 'recovered']),
  /** Another message with the same payload: held here too, or finished here at `at`, perhaps in a previous session. */
  duplicate: z
    .strictObject({ jobId: z.string().nullable(), is: z.enum(['held', 'done']), at: z.number() })
    .nullable(),
  /** What is being done with it now. */
  activity: z.enum(['idle', 'saving', 'acknowledging', 'releasing', 'starting', 'completing']),
  /** How it finished; `null` while it is held or lost. */
  outcome: z.enum(['acknowledged', 'released', 'started', 'completed']).nullable(),
  /** The error of the last failed action; cleared by the next action. */
  error: wireError.nullable(),
  /** Where its payload was saved last: the file's name and its folder's, for reading only. */
  saved: z.strictObject({ fileName: z.string(), folder: z.string() }).nullable(),
  events: z.array(claimEvent),
})
export type Claim = z.infer<typeof claim>

/** All claims of this session, newest first. */
export const claimsSnapshot = z.strictObject({ revision: z.int(), claims: z.array(claim) })
export type ClaimsSnapshot = z.infer<typeof claimsSnapshot>
