import { z } from 'zod'
import { listOf } from '../ipc/bounded.ts'
import { role } from '../connections/doctor.ts'
import { queueName } from './queues.ts'

/** The policy to create. */
export const policyRequest = z.strictObject({
  connectionId: z.string().min(1).max(64),
  /**
   * The job queues. `null` means all of the connection's. A job queue that the connection does not have gets
   * the usual layout.
   */
  queues: listOf(queueName, 100, { min: 0 }).nullable(),
  role,
  /** Adds permission to list queues and buckets, to find job queues. */
  discovery: z.boolean(),
  /** Adds permission to read metrics from CloudWatch. */
  cloudWatch: z.boolean(),
})
export type PolicyRequest = z.infer<typeof policyRequest>

/** A policy as JSON. */
export const madePolicy = z.strictObject({
  text: z.string(),
  /** The connection's job queues. */
  known: z.array(queueName),
  /** `null` means the text has a placeholder instead. */
  account: z.string().nullable(),
  /** True if it is longer than AWS accepts for a managed policy. */
  isTooLong: z.boolean(),
})
export type MadePolicy = z.infer<typeof madePolicy>
