import { z } from 'zod'
import { requestKinds } from './request-counts.ts'

export { noRequests, type RequestCounts, type RequestKind } from './request-counts.ts'

export const requestKind = z.enum(requestKinds)

export const requestCounts = z.strictObject({
  's3-write': z.number().nonnegative(),
  's3-read': z.number().nonnegative(),
  's3-free': z.number().nonnegative(),
  sqs: z.number().nonnegative(),
  cloudwatch: z.number().nonnegative(),
})

/** The requests of one connection on one day. */
export const requestDay = z.strictObject({
  /** `2026-11-24`, in local time. */
  day: z.iso.date(),
  connectionId: z.string(),
  counts: requestCounts,
})
export type RequestDay = z.infer<typeof requestDay>

/** The requests of the last 30 days, newest day first. */
export const requestsSnapshot = z.strictObject({
  revision: z.int(),
  today: z.iso.date(),
  days: z.array(requestDay),
})
export type RequestsSnapshot = z.infer<typeof requestsSnapshot>
