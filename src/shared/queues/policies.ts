import { z } from 'zod'
import { role } from '../connections/doctor.ts'
import { queueName } from './queues.ts'

/** Which policy to make. */
export const policyRequest = z.strictObject({
  connectionId: z.string().min(1).max(64),
  /** The job queues; `null`: all of the connection. One that it does not have gets the usual layout. */
  queues: z.array(queueName).max(100).nullable(),
  role,
  /** Adds listing queues and buckets, to find job queues. */
  discovery: z.boolean(),
  /** Adds reading metrics from CloudWatch. */
  cloudWatch: z.boolean(),
})
export type PolicyRequest = z.infer<typeof policyRequest>

/** A policy as JSON. */
export const madePolicy = z.strictObject({
  text: z.string(),
  /** The job queues of the connection. */
  known: z.array(queueName),
  /** `null`: the text has a placeholder instead. */
  account: z.string().nullable(),
  /** Whether it is longer than AWS accepts for a managed policy. */
  isTooLong: z.boolean(),
})
export type MadePolicy = z.infer<typeof madePolicy>
