import { z } from 'zod'
import { role } from '../connections/doctor.ts'
import { queueConfig } from './queues.ts'

/** The ARN of a KMS key, or of an alias of one. */
export const kmsKeyArn = z
  .string()
  .max(300)
  .regex(/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+$/, 'Use the ARN of a KMS key.')

/** Which policy to make for the active connection. */
export const policyRequest = z.strictObject({
  connectionId: z.string().min(1).max(64),
  queues: z.array(queueConfig).min(1).max(100),
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
  /** `null`: the text has a placeholder instead. */
  account: z.string().nullable(),
  /** Whether it is longer than AWS accepts for a managed policy. */
  isTooLong: z.boolean(),
})
export type MadePolicy = z.infer<typeof madePolicy>
