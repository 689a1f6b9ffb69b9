import { z } from 'zod'
import { direction } from './queues.ts'

/** The newest thing that happened to a job here, in the order of a job's life. */
export const historyState = z.enum([
  'planned',
  'stored',
  'sent',
  'claimed',
  'saved',
  'started',
  'completed',
  'acknowledged',
  'released',
  'lost',
  'failed',
  'cancelled',
])
export type HistoryState = z.infer<typeof historyState>

const moment = z.number().nullable()

/** A job that this app submitted, claimed or saved. Times are milliseconds since the epoch, `size` bytes. */
export const historyJob = z.strictObject({
  /** Grows from job to job; the list is ordered by it. */
  id: z.int(),
  connectionId: z.string(),
  /** The job queue's name. */
  queue: z.string(),
  direction,
  /** `null` for a message that names no payload of this queue. */
  key: z.string().nullable(),
  /** The SQS MessageId, once there is one. */
  jobId: z.string().nullable(),
  name: z.string(),
  fileName: z.string(),
  size: z.number().nonnegative().nullable(),
  state: historyState,
  /** When this app first knew of it. */
  createdAt: z.number(),
  /** When each step happened last; `null` where it did not. */
  times: z.strictObject({
    planned: moment,
    stored: moment,
    sent: moment,
    claimed: moment,
    saved: moment,
    started: moment,
    completed: moment,
    acknowledged: moment,
    released: moment,
    lost: moment,
    failed: moment,
    cancelled: moment,
  }),
})
export type HistoryJob = z.infer<typeof historyJob>

/**
 * Which jobs are wanted. `text`: each of its words is part of the name, the file's name, the key or the job's
 * id. `from` is included, `to` is not; both are milliseconds since the epoch and compared with `createdAt`.
 */
export const historyFilter = z.strictObject({
  text: z.string().max(200),
  state: historyState.nullable(),
  from: z.number().nullable(),
  to: z.number().nullable(),
})
export type HistoryFilter = z.infer<typeof historyFilter>

/**
 * Some of the jobs wanted, newest first. Where finding them takes long a page is short or even empty, and
 * `next` goes on from there; `null`: there are no more.
 */
export const historyPage = z.strictObject({ jobs: z.array(historyJob), next: z.int().nullable() })
export type HistoryPage = z.infer<typeof historyPage>

/** How long jobs are kept: days (`null`: for ever), and at most so many. What is unfinished always stays. */
export const retention = z.strictObject({
  keepDays: z.union([z.literal(30), z.literal(365)]).nullable(),
  maxJobs: z.int().min(1_000).max(10_000_000),
})
export type Retention = z.infer<typeof retention>

/** A year, and a million jobs. */
export const defaultRetention: Retention = { keepDays: 365, maxJobs: 1_000_000 }

/** How the history is. */
export const historyStatus = z.strictObject({
  /** Grows with every change of the history. */
  revision: z.int(),
  retention,
  /** How many jobs there are; `null` until they have been counted. */
  jobs: z.int().nullable(),
  /** Why an earlier history is not shown: it was damaged, or a newer app wrote it. Names its file. */
  setAside: z.strictObject({ why: z.enum(['damaged', 'newer']), fileName: z.string() }).nullable(),
})
export type HistoryStatus = z.infer<typeof historyStatus>
