import { z } from 'zod'
import { queueConfig } from './queues.ts'

/** A job queue that exists in the account, at least in part. */
export const foundJobQueue = z.strictObject({
  config: queueConfig,
  /** Missing buckets and queues. Empty if it is complete. */
  missing: z.array(z.strictObject({ kind: z.enum(['bucket', 'queue']), name: z.string() })),
  /** True if it is already in the sidebar. */
  isAdded: z.boolean(),
})
export type FoundJobQueue = z.infer<typeof foundJobQueue>

/** An account's job queues, complete ones first. */
export const discovery = z.strictObject({
  found: z.array(foundJobQueue).max(1_000),
  /** True if the account has more queues than were read. */
  isCut: z.boolean(),
  /** False if the buckets could not be listed. In that case `missing` covers only queues. */
  knowsBuckets: z.boolean(),
})
export type Discovery = z.infer<typeof discovery>
