import type { Claim, ClaimEvent } from '../../../shared/jobs.ts'

/** A claim as it is kept on disk: the message as it came, and how far it got. Times: milliseconds since the epoch. */
export interface HeldClaim {
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
  readonly sentAt: number | null
  readonly firstReceivedAt: number | null
  readonly receivedAt: number
  readonly leaseMs: number
  /** The last known deadline of the lease: never later than the server's own. */
  readonly deadline: number
  readonly bucketAllowed: boolean
  /** Where the payload was saved last. */
  readonly savedPath: string | null
  readonly events: readonly ClaimEvent[]
}

/** How a claim can finish in the journal. `lost`: its lease is over, and the user has been told. */
export type ClaimOutcome = NonNullable<Claim['outcome']> | 'lost'

/** Where claims are written down, so that a crash forgets none. */
export interface ClaimJournal {
  /** Right after the receive; on disk when it resolves. */
  hold(claim: HeldClaim): Promise<void>
  /** New deadlines by claim id. Lazy: an older one is merely earlier. */
  renew(deadlines: ReadonlyMap<string, number>): void
  /** A step of its timeline; `savedPath` with `saved`. On disk when it resolves. */
  note(id: string, event: ClaimEvent, facts?: { readonly savedPath?: string }): Promise<void>
  /** The person allowed reading from a foreign bucket. */
  allowBucket(id: string): Promise<void>
  /**
   * When a job with the same payload was acknowledged or completed here before, in milliseconds since the epoch;
   * `null` where it was not, or nobody knows.
   */
  doneBefore(claim: HeldClaim): Promise<number | null>
  /** On disk when it resolves. */
  finish(id: string, outcome: ClaimOutcome, at: number): Promise<void>
}

/** Remembers nothing: for scripts and tests that need no crash safety. */
export const noClaimJournal: ClaimJournal = {
  hold: () => Promise.resolve(),
  renew: () => undefined,
  note: () => Promise.resolve(),
  allowBucket: () => Promise.resolve(),
  doneBefore: () => Promise.resolve(null),
  finish: () => Promise.resolve(),
}
