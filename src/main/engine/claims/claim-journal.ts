import type { Claim, ClaimEvent } from '../../../shared/jobs/claims.ts'
import type { MessageExtras } from '../protocol/message-attributes.ts'

/**
 * A claim as saved on disk: the message as received, and the claim's progress. Times are milliseconds
 * since the epoch.
 */
export interface HeldClaim extends MessageExtras {
  readonly id: string
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  /** The status that it was claimed from. */
  readonly status: string
  /** The SQS MessageId. */
  readonly jobId: string
  readonly receiptHandle: string
  readonly rawBody: string
  readonly receivedCount: number
  /** The queue's maximum number of receives, if known and limited. */
  readonly maxReceives?: number
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
  readonly receivedAt: number
  readonly arrivedAt: number
  /** True if the body differs from its MD5. */
  readonly damaged: boolean
  readonly leaseMs: number
  /** The lease's last known deadline. Never later than the server's. */
  readonly deadline: number
  readonly bucketAllowed: boolean
  /** The path where the payload was last saved. */
  readonly savedPath: string | null
  readonly events: readonly ClaimEvent[]
}

/**
 * How a claim can finish in the journal. `lost` means that its lease is over and the user has been
 * told. `dead` means that its message was sent to the dead-letter queue.
 */
export type ClaimOutcome = NonNullable<Claim['outcome']> | 'lost' | 'dead'

/** A stored result of a completed claim. */
export interface StoredResult {
  readonly bucket: string
  readonly key: string
  readonly name: string
  readonly size: number
}

/** Saves claims, so that they survive a crash. */
export interface ClaimJournal {
  /** Call this right after the message is received. Resolves once the claim is on disk. */
  hold(claim: HeldClaim): Promise<void>
  /** Saves new deadlines by claim id. Not flushed, because an outdated deadline is only too early. */
  renew(deadlines: ReadonlyMap<string, number>): void
  /** Adds an event to the timeline, with `savedPath` after a save. Resolves once it is on disk. */
  note(id: string, event: ClaimEvent, info?: { readonly savedPath?: string }): Promise<void>
  /** Records that the user allowed reading from a foreign bucket. */
  allowBucket(id: string): Promise<void>
  /**
   * Returns when a job with the same payload was acknowledged or completed here, in milliseconds since the
   * epoch, or `null` if unknown.
   */
  finishedBefore(claim: HeldClaim): Promise<number | null>
  /** Records the outcome with its details, and that the claim is no longer held. Resolves once it is on disk. */
  finish(
    id: string,
    outcome: ClaimOutcome,
    at: number,
    more?: { readonly detail?: string | null; readonly results?: readonly StoredResult[] },
  ): Promise<void>
}

/** Records nothing. For scripts and tests that need no crash safety. */
export const noClaimJournal: ClaimJournal = {
  hold: () => Promise.resolve(),
  renew: () => undefined,
  note: () => Promise.resolve(),
  allowBucket: () => Promise.resolve(),
  finishedBefore: () => Promise.resolve(null),
  finish: () => Promise.resolve(),
}
