import { z } from 'zod'
import { listOf } from '../ipc/bounded.ts'
import { wireError } from '../errors.ts'
import { jobFields } from './job-fields.ts'
import { jobFilters, jobStates } from './job-state.ts'
import { jobSteps } from './job-steps.ts'
import { direction, queueName } from '../queues/queues.ts'
import { transferState } from '../files/transfers.ts'

export const jobState = z.enum(jobStates)
export const jobFilter = z.enum(jobFilters)

/** A job's id on this computer. Newer jobs have larger ids. */
export const jobId = z.int().positive()
/** A group's id. A group is the files of one drop. */
export const groupId = z.int().positive()

/** Jobs of one job queue, of one connection (`queue: null`), or all jobs (both `null`). */
export const jobScope = z.strictObject({
  connectionId: z.string().max(64).nullable(),
  queue: queueName.nullable(),
})
export type JobScope = z.infer<typeof jobScope>

export const jobSort = z.enum(['age', 'name', 'size', 'state', 'results'])

/** Sizes in bytes. `from` is inclusive, `to` exclusive. No range contains jobs of unknown size. */
const sizeRange = z.strictObject({
  from: z.number().nonnegative().nullable(),
  to: z.number().nonnegative().nullable(),
})

/**
 * A job list's filters. Every word of `text` must occur in the name, the file name, the key or the
 * job id. `from` is inclusive, `to` exclusive; both are milliseconds since the epoch and are compared with
 * `createdAt`. `group` limits the list to the jobs of a group. If the list shows all jobs by age, without
 * text, sizes or `group`, each group is one entry. The first jobs of groups in `expanded` follow their group.
 */
export const jobsView = z.strictObject({
  scope: jobScope,
  filter: jobFilter,
  text: z.string().max(200),
  from: z.number().nullable(),
  to: z.number().nullable(),
  group: groupId.nullable(),
  sizes: sizeRange.optional(),
  sort: z.strictObject({ by: jobSort, descending: z.boolean() }),
  expanded: listOf(groupId, 100, { min: 0 }),
})
export type JobsView = z.infer<typeof jobsView>

/** One job in a list. Times are milliseconds since the epoch, sizes bytes. */
export const jobRow = z.strictObject({
  kind: z.literal('job'),
  id: jobId,
  /** True if it is shown below its group. */
  inGroup: z.boolean(),
  connectionId: z.string(),
  queue: z.string(),
  direction,
  key: z.string().nullable(),
  /** The SQS MessageId, once there is one. */
  messageId: z.string().nullable(),
  name: z.string(),
  fileName: z.string(),
  size: z.number().nonnegative().nullable(),
  state: jobState,
  /** The last step that happened to it. */
  step: z.enum(jobSteps),
  createdAt: z.number(),
  changedAt: z.number(),
  /**
   * How often its message was received, and how often it may be before SQS moves it to the
   * dead-letter queue.
   */
  attempt: z.int().nullable(),
  maxReceives: z.int().nullable(),
  results: z.strictObject({ found: z.int(), new: z.int(), saved: z.int() }),
  /** Why it failed, or why its lease was lost. */
  error: wireError.nullable(),
  /** Where its payload was last saved. Read-only. */
  saved: z.strictObject({ fileName: z.string(), folder: z.string() }).nullable(),
  /** Its transfer, while there is one. */
  transfer: z
    .strictObject({
      id: z.string(),
      kind: z.enum(['submit', 'store', 'result', 'save']),
      state: transferState,
      bytesDone: z.number(),
      bytesTotal: z.number().nullable(),
      bytesPerSecond: z.number(),
    })
    .nullable(),
  /** Its claim in this session, held or finished. The claims have the details. */
  claimId: z.string().nullable(),
  /**
   * When the message will be sent, if it is held back after a drop. Until then the job can be taken
   * back.
   */
  sendsAt: z.number().nullable(),
})
export type JobRow = z.infer<typeof jobRow>

/** The files of one drop, shown as one entry. */
export const groupRow = z.strictObject({
  kind: z.literal('group'),
  id: groupId,
  name: z.string(),
  connectionId: z.string(),
  queue: z.string(),
  createdAt: z.number(),
  size: z.number().nonnegative(),
  jobs: z.int(),
  counts: z.record(jobState, z.int().nonnegative()),
  expanded: z.boolean(),
})
export type GroupRow = z.infer<typeof groupRow>

/** A placeholder for an expanded group's jobs that are not shown. */
export const moreRow = z.strictObject({ kind: z.literal('more'), group: groupId, hidden: z.int() })

export const jobEntry = z.discriminatedUnion('kind', [jobRow, groupRow, moreRow])
export type JobEntry = z.infer<typeof jobEntry>

/** The maximum number of entries in a window. */
export const maxWindow = 200

/** A part of a list. `total` is the number of entries in the whole list. */
export const jobsWindow = z.strictObject({
  revision: z.int(),
  offset: z.int().nonnegative(),
  total: z.int().nonnegative(),
  entries: z.array(jobEntry),
})
export type JobsWindow = z.infer<typeof jobsWindow>

/**
 * A change to the window that the page watches. `order` has the keys of all its entries (`job 1`, `group 2`,
 * `more 2`). `entries` has the entries that are new or have changed since the last push.
 */
export const jobsChange = z.strictObject({
  /** As passed to `jobs:watch`. */
  watchId: z.int(),
  revision: z.int(),
  offset: z.int().nonnegative(),
  total: z.int().nonnegative(),
  order: z.array(z.string()),
  entries: z.array(jobEntry),
})
export type JobsChange = z.infer<typeof jobsChange>

/** The number of jobs per state in each job queue. */
export const jobCountsSnapshot = z.strictObject({
  revision: z.int(),
  queues: z.array(
    z.strictObject({
      connectionId: z.string(),
      queue: z.string(),
      counts: z.record(jobState, z.int().nonnegative()),
    }),
  ),
})
export type JobCountsSnapshot = z.infer<typeof jobCountsSnapshot>

/** A result of a job: an object in the out bucket whose key starts with the job's id. */
export const jobResult = z.strictObject({
  id: z.int().positive(),
  key: z.string(),
  name: z.string(),
  size: z.number().nonnegative(),
  modifiedAt: z.number().nullable(),
  foundAt: z.number(),
  openedAt: z.number().nullable(),
  saved: z.strictObject({ at: z.number(), fileName: z.string(), folder: z.string() }).nullable(),
})
export type JobResult = z.infer<typeof jobResult>

/** One entry in a job's timeline. */
export const jobEvent = z.strictObject({
  at: z.number(),
  what: z.enum(jobSteps),
  detail: z.string().nullable(),
})
export type JobEvent = z.infer<typeof jobEvent>

/** Everything about one job. */
/** Another job with the same payload. `at` is when it was submitted. */
export const repeatedJob = z.strictObject({ id: jobId, messageId: z.string().nullable(), at: z.number() })
export type RepeatedJob = z.infer<typeof repeatedJob>

export const jobDetail = z.strictObject({
  job: jobRow,
  /** The drop that it was part of. */
  group: z.strictObject({ id: groupId, name: z.string(), jobs: z.int() }).nullable(),
  /** Newest first. */
  results: z.array(jobResult),
  /** Oldest first. */
  events: z.array(jobEvent),
  fields: jobFields,
  /** True if its source file is known, so that it can be shown. */
  hasFile: z.boolean(),
  /** The job that it repeats. */
  from: repeatedJob.nullable(),
  /** The jobs that repeat it. */
  again: z.array(repeatedJob),
})
export type JobDetail = z.infer<typeof jobDetail>

/** The maximum number of jobs that can be selected one by one. */
const maxSelected = 10_000

/** Selected jobs: the listed ones, or all jobs in a list except some. */
export const jobSelection = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('some'), ids: listOf(jobId, maxSelected) }),
  z.strictObject({ kind: z.literal('all'), view: jobsView, except: listOf(jobId, maxSelected, { min: 0 }) }),
])
export type JobSelection = z.infer<typeof jobSelection>

/** A summary of the selected jobs. `claimIds` are the claims that this app holds on them. */
export const selectedJobs = z.strictObject({
  jobs: z.int().nonnegative(),
  counts: z.record(jobState, z.int().nonnegative()),
  /** The number of jobs with results. */
  withResults: z.int().nonnegative(),
  claimIds: z.array(z.string()),
})
export type SelectedJobs = z.infer<typeof selectedJobs>

/** One end of a range of entries: an index and the job there, or `null` if it is not a job. */
export const rangeEnd = z.strictObject({ index: z.int().nonnegative(), job: jobId.nullable() })
export type RangeEnd = z.infer<typeof rangeEnd>

/** The formats for copying jobs. The `aws` commands save a payload or send a message. */
export const jobCopyFormat = z.enum(['text', 'json', 'aws-copy', 'aws-send'])
export type JobCopyFormat = z.infer<typeof jobCopyFormat>

/** The outcome of an action on several jobs. `leftOut` counts the jobs it did not apply to. */
export const jobsOutcome = z.strictObject({
  done: z.int().nonnegative(),
  /** The first jobs that failed. */
  failed: z.array(z.strictObject({ id: jobId, error: wireError })),
  moreFailed: z.int().nonnegative(),
  leftOut: z.int().positive().optional(),
})
export type JobsOutcome = z.infer<typeof jobsOutcome>

/** The outcome of marking results as seen. `undoId` is `null` if nothing changed. */
export const seenOutcome = jobsOutcome.extend({ undoId: z.uuid().nullable() })
export type SeenOutcome = z.infer<typeof seenOutcome>
