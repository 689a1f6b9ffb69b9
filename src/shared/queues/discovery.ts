import { z } from 'zod'
import { queueConfig } from './queues.ts'

/** A job queue that exists in the account, at least in part. */
export const foundJobQueue = z.strictObject({
  config: queueConfig,
  /** Buckets and queues that it lacks; empty if it is complete. */
  missing: z.array(z.strictObject({ kind: z.enum(['bucket', 'queue']), name: z.string() })),
  /** Whether it is in the sidebar already. */
  isAdded: z.boolean(),
})
export type FoundJobQueue = z.infer<typeof foundJobQueue>

/** The job queues of an account, complete ones first. */
export const discovery = z.strictObject({
  found: z.array(foundJobQueue).max(1_000),
  /** Whether the account has more queues than were read. */
  isCut: z.boolean(),
  /** Whether the buckets are known. If not, only the queues count. */
  knowsBuckets: z.boolean(),
})
export type Discovery = z.infer<typeof discovery>
