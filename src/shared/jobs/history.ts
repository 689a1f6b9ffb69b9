import { z } from 'zod'
import { jobSteps } from './job-steps.ts'
import { direction } from '../queues/queues.ts'

/** A job's latest step. */
export const historyState = z.enum(jobSteps)

/**
 * A job that this app submitted, claimed or saved. Times are milliseconds since the epoch, `size` is in
 * bytes.
 */
export const historyJob = z.strictObject({
  /** Newer jobs have larger ids. The list is ordered by id. */
  id: z.int(),
  connectionId: z.string(),
  /** The job queue's name. */
  queue: z.string(),
  direction,
  /** `null` if the message names no payload in this job queue. */
  key: z.string().nullable(),
  /** The SQS MessageId, once there is one. */
  jobId: z.string().nullable(),
  name: z.string(),
  fileName: z.string(),
  size: z.number().nonnegative().nullable(),
  state: historyState,
  /** When this app first saw it. */
  createdAt: z.number(),
  /** When each step last happened, or `null` if it never did. */
  times: z.record(historyState, z.number().nullable()),
})
export type HistoryJob = z.infer<typeof historyJob>

/**
 * Limits which jobs are listed. Every word of `text` must occur in the name, the file name, the key
 * or the job id. `from` is inclusive, `to` exclusive; both are milliseconds since the epoch and are
 * compared with `createdAt`.
 */
export const historyFilter = z.strictObject({
  text: z.string().max(200),
  state: historyState.nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
})
export type HistoryFilter = z.infer<typeof historyFilter>

/**
 * A page of matching jobs, newest first. A slow search returns a short or even empty page. `next`
 * is the cursor of the next page, or `null` on the last page.
 */
export const historyPage = z.strictObject({ jobs: z.array(historyJob), next: z.int().nullable() })
export type HistoryPage = z.infer<typeof historyPage>

/**
 * How many days to keep jobs (`null` is forever), and how many jobs. Unfinished jobs are always
 * kept.
 */
export const retention = z.strictObject({
  keepDays: z.union([z.literal(30), z.literal(365)]).nullable(),
  maxJobs: z.int().min(1_000).max(10_000_000),
})
export type Retention = z.infer<typeof retention>

/** One year and one million jobs. */
export const defaultRetention: Retention = { keepDays: 365, maxJobs: 1_000_000 }

/** The state of the whole history. */
export const historyStatus = z.strictObject({
  /** Increases with every change to the history. */
  revision: z.int(),
  retention,
  /** The number of jobs, or `null` until they have been counted. */
  jobs: z.int().nullable(),
  /** An existing history that cannot be shown, because it is damaged or from a newer version. */
  hiddenFile: z.strictObject({ why: z.enum(['damaged', 'newer']), fileName: z.string() }).nullable(),
})
export type HistoryStatus = z.infer<typeof historyStatus>
