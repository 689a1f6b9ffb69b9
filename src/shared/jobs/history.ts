import { z } from 'zod'

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
