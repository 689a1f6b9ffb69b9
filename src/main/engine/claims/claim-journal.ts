import type { Claim, ClaimEvent } from '../../../shared/jobs/claims.ts'
import type { MessageExtras } from '../protocol/message-attributes.ts'

/** A claim as saved on disk: the message as received, and how far it got. Times are milliseconds since the epoch. */
export interface HeldClaim extends MessageExtras {
  readonly id: string
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  /** The status it was claimed from. */
  readonly status: string
  /** The SQS MessageId. */
  readonly jobId: string
  readonly receiptHandle: string
  readonly rawBody: string
  readonly receivedCount: number
  /** How often its queue lets a message be received, if that is known and limited. */
  readonly maxReceives?: number
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
  readonly receivedAt: number
  readonly arrivedAt: number
  /** True if the body differs from its MD5. */
  readonly damaged: boolean
  readonly leaseMs: number
  /** The last known deadline of the lease; never later than the server's own. */
  readonly deadline: number
  readonly bucketAllowed: boolean
  /** The path to which the payload was last saved. */
  readonly savedPath: string | null
  readonly events: readonly ClaimEvent[]
}

/**
 * How a claim can finish in the journal. `lost`: its lease is over, and the user has been told. `dead`: its message was
 * sent to the dead-letter queue.
 */
export type ClaimOutcome = NonNullable<Claim['outcome']> | 'lost' | 'dead'

/** A result that a claim was finished with, as it was stored. */
export interface MadeResult {
  readonly bucket: string
  readonly key: string
  readonly name: string
  readonly size: number
}

/** Saves claims, so that a crash loses none. */
export interface ClaimJournal {
  /** Call right after the message is received. Resolves once it is on disk. */
  hold(claim: HeldClaim): Promise<void>
  /** Saves new deadlines by claim id. Not flushed: an outdated deadline is merely earlier. */
  renew(deadlines: ReadonlyMap<string, number>): void
  /** Adds an event to the timeline, with `savedPath` after a save. Resolves once it is on disk. */
  note(id: string, event: ClaimEvent, info?: { readonly savedPath?: string }): Promise<void>
  /** Records that the user allowed reading from a foreign bucket. */
  allowBucket(id: string): Promise<void>
  /**
   * When a job with the same payload was acknowledged or completed here, in milliseconds since the epoch. `null` if it
   * was not, or if that is unknown.
   */
  doneBefore(claim: HeldClaim): Promise<number | null>
  /** Records the outcome, and more about it; the claim is no longer held. Resolves once it is on disk. */
  finish(
    id: string,
    outcome: ClaimOutcome,
    at: number,
    more?: { readonly detail?: string | null; readonly results?: readonly MadeResult[] },
  ): Promise<void>
}

/** Saves nothing: for scripts and tests that need no crash safety. */
export const noClaimJournal: ClaimJournal = {
  hold: () => Promise.resolve(),
  renew: () => undefined,
  note: () => Promise.resolve(),
  allowBucket: () => Promise.resolve(),
  doneBefore: () => Promise.resolve(null),
  finish: () => Promise.resolve(),
}
