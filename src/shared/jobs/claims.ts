import { jobFields } from './job-fields.ts'
import { z } from 'zod'
import { wireError } from '../errors.ts'
import { queueName, queueStatus } from '../queues/queues.ts'

/** A payload's properties as reported by S3. `size` is in bytes. */
export const payloadInfo = z.strictObject({
  size: z.number().nonnegative(),
  contentType: z.string().nullable(),
  modifiedAt: z.number().nullable(),
})
export type PayloadInfo = z.infer<typeof payloadInfo>

/**
 * A claim's lease on its message. Times are in milliseconds. They count from the epoch unless
 * their name ends in `Ms`.
 */
export const leaseState = z.strictObject({
  state: z.enum(['held', 'lost', 'ended']),
  /** When the message becomes visible to others unless the lease is renewed. */
  deadline: z.number(),
  durationMs: z.number(),
  /** SQS ends every lease 12 hours after the message was received. */
  endsAt: z.number(),
  /** Why the lease was lost, or why the last renewal failed. */
  error: wireError.nullable(),
})
export type LeaseState = z.infer<typeof leaseState>

/** One entry in a claim's timeline. */
export const claimEvent = z.strictObject({
  at: z.number(),
  what: z.enum([
    'stored',
    'sent',
    'received',
    'claimed',
    // Recovered after a restart. Existing ledgers contain this name.
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

/** A job that this app holds or has just finished. */
export const claim = z.strictObject({
  id: z.string(),
  /** Its position in the list. Later claims have higher numbers. */
  order: z.int(),
  connectionId: z.string(),
  queue: queueName,
  status: queueStatus,
  /** The SQS MessageId. */
  jobId: z.string(),
  /** The first fields of the message. Their number and length are limited. */
  fields: jobFields,
  /** The number of fields that are left out. */
  moreFields: z.int().nonnegative(),
  bucket: z.string().nullable(),
  key: z.string().nullable(),
  /** The safe file name for saving the payload. */
  fileName: z.string(),
  /**
   * Why the message cannot be used: it is not JSON, has no key, or names a bucket that is not this queue's
   * own. `null` if it is valid.
   */
  messageError: wireError.nullable(),
  /** True if the user allowed reading from a bucket that does not belong to this queue. */
  bucketAllowed: z.boolean(),
  /** The message as received, truncated to 4,096 characters. */
  rawBody: z.string(),
  /** The length of the whole message, in characters. */
  bodyLength: z.int().nonnegative(),
  /**
   * The format of a message from another program that names a payload, such as `S3 event`. `null` for a
   * remotejob message.
   */
  format: z.string().nullable(),
  /** The number of other entries in such a message. Each may name its own payload. */
  unopened: z.int().nonnegative(),
  /** The message attributes. Binary values are base64. Long values are truncated. */
  attributes: z.array(z.strictObject({ name: z.string(), type: z.string(), value: z.string() })),
  /**
   * The dead-letter queue that SQS will move the message to when it is released or its lease ends,
   * because it was received too often. `null` if it can be received again.
   */
  deadLetter: z.strictObject({ queue: z.string(), maxReceives: z.int() }).nullable(),
  receivedCount: z.int(),
  payload: payloadInfo.nullable(),
  payloadError: wireError.nullable(),
  lease: leaseState,
  /**
   * `claimed` means claimed in this session. A claim from a previous session is `waiting` for its
   * connection, then `checking` if it is still held. If so, it becomes `recovered`.
   */
  phase: z.enum(['claimed', 'waiting', 'checking', 'recovered']),
  /**
   * Set after a duplicate delivery: this app also holds another message with the same payload, or finished
   * that message at `at`.
   */
  duplicate: z
    .strictObject({ jobId: z.string().nullable(), is: z.enum(['held', 'done']), at: z.number() })
    .nullable(),
  /** The action in progress. */
  activity: z.enum(['idle', 'saving', 'acknowledging', 'releasing', 'starting', 'completing']),
  /** How it was finished. `null` while it is held or lost. */
  outcome: z.enum(['acknowledged', 'released', 'started', 'completed']).nullable(),
  /**
   * Details of its outcome. `held-back` means released, but invisible until `until`.
   * `dead-lettered` means moved to the dead-letter queue. `sent-again` means acknowledged, then
   * resent as a new job.
   */
  outcomeInfo: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('held-back'), until: z.number() }),
      z.strictObject({ kind: z.literal('dead-lettered'), queue: z.string(), reason: z.string() }),
      z.strictObject({ kind: z.literal('sent-again'), jobId: z.string() }),
    ])
    .nullable(),
  /** The last failed action's error. The next action clears it. */
  error: wireError.nullable(),
  /** Where its payload was last saved. Read-only. */
  saved: z.strictObject({ fileName: z.string(), folder: z.string() }).nullable(),
  events: z.array(claimEvent),
})
export type Claim = z.infer<typeof claim>

/** All of this session's claims, newest first. */
export const claimsSnapshot = z.strictObject({ revision: z.int(), claims: z.array(claim) })
export type ClaimsSnapshot = z.infer<typeof claimsSnapshot>

/**
 * The changes to the claims after revision `since`: new and changed claims, and the ids of removed ones. They
 * apply to every snapshot from revision `since` on.
 */
export const claimsChange = z.strictObject({
  since: z.int(),
  revision: z.int(),
  claims: z.array(claim),
  removed: z.array(z.string()),
})
export type ClaimsChange = z.infer<typeof claimsChange>
