import { z } from 'zod'
import { givenFields } from '../../../files/granted-files.ts'
import {
  jobCopyFormat,
  jobCountsSnapshot,
  jobDetail,
  jobId,
  jobSelection,
  jobsOutcome,
  jobsView,
  jobsWindow,
  maxWindow,
  rangeEnd,
  seenOutcome,
  selectedJobs,
} from '../../../jobs/jobs.ts'
import { queueName } from '../../../queues/queues.ts'
import { nothing, procedure, requestId } from '../../procedure.ts'

const selected = z.strictObject({ jobs: jobSelection })

/** The jobs that this app submitted, claimed or saved. */
export const jobsProcedures = {
  /**
   * Returns a part of a list, and pushes its changes as `jobs:changed` until the next call. The page chooses
   * `watchId` and ignores the changes of older watches.
   */
  'jobs:watch': procedure(
    z.strictObject({
      watchId: z.int(),
      view: jobsView,
      offset: z.int().nonnegative(),
      limit: z.int().min(1).max(maxWindow),
    }),
    jobsWindow,
  ),
  'jobs:unwatch': procedure(nothing, nothing),
  'jobs:counts': procedure(nothing, jobCountsSnapshot),
  'jobs:describe': procedure(z.strictObject({ id: jobId }), jobDetail.nullable()),
  /** A job's position in a list, or `null`. */
  'jobs:locate': procedure(
    z.strictObject({ id: jobId, view: jobsView }),
    z.strictObject({ index: z.int().nullable() }),
  ),
  /** A summary of the selected jobs, including those outside the window of the list. */
  'jobs:selected': procedure(selected, selectedJobs),
  /**
   * The jobs from one entry in a list to another, both included. At most the first 10,000, starting
   * at `from`.
   */
  'jobs:range': procedure(
    z.strictObject({ view: jobsView, from: rangeEnd, to: rangeEnd }),
    z.strictObject({ ids: z.array(jobId) }),
  ),
  /**
   * Saves all results of the jobs into the save folder. Results that are already saved are kept.
   */
  'jobs:save-results': procedure(selected, jobsOutcome),
  /**
   * Saves one or all results of a job, and opens the first few with the system's application. The others, and
   * files that could run a program, are only shown in their folder. Returns their names.
   */
  'jobs:open-results': procedure(
    z.strictObject({ id: jobId, resultId: z.int().positive().nullable() }),
    z.strictObject({ opened: z.int().nonnegative(), shownInFolder: z.array(z.string()) }),
  ),
  /**
   * Opens a folder dialog and saves one job's results there. Returns `null` if the dialog was
   * cancelled.
   */
  'jobs:save-results-to': procedure(z.strictObject({ id: jobId }), jobsOutcome.nullable()),
  'jobs:show-results': procedure(z.strictObject({ id: jobId }), nothing),
  /** Marks all results of the jobs as seen. */
  'jobs:mark-seen': procedure(selected, seenOutcome),
  /** Marks the results as new again, except those opened or saved since. */
  'jobs:undo-mark-seen': procedure(z.strictObject({ undoId: z.uuid() }), nothing),
  /** Retries failed uploads and unsent messages. */
  'jobs:retry': procedure(selected, jobsOutcome),
  /** Takes back jobs whose messages have not been sent yet: stops their uploads, and deletes what was stored. */
  'jobs:take-back': procedure(selected, jobsOutcome),
  /**
   * Submits jobs again from their stored payloads or their files, as new jobs linked to the old
   * ones.
   */
  'jobs:submit-again': procedure(
    z.strictObject({
      jobs: jobSelection,
      /** `null` leaves the fields unchanged. */
      changes: z
        .strictObject({ name: z.string().min(1).max(300).nullable(), fields: givenFields.nullable() })
        .nullable(),
      /** `null` sends each job to its own queue. */
      queue: queueName.nullable(),
      delaySeconds: z.int().min(0).max(900),
    }),
    jobsOutcome,
  ),
  /** Removes finished jobs from the list. Their objects and messages stay. */
  'jobs:forget': procedure(selected, jobsOutcome),
  'jobs:show-file': procedure(z.strictObject({ id: jobId }), nothing),
  /** Copies a description of the jobs, or `aws` commands without secrets. */
  'jobs:copy': procedure(
    selected.extend({ as: jobCopyFormat }),
    z.strictObject({ copied: z.int().nonnegative() }),
  ),
  /**
   * Writes jobs in list order to a file chosen in a save dialog. Returns `null` if the dialog was
   * cancelled. Can be cancelled.
   */
  'jobs:export': procedure(
    selected.extend({ format: z.enum(['csv', 'json-lines']), requestId }),
    z.strictObject({ jobs: z.int().nonnegative() }).nullable(),
  ),
  /**
   * Starts dragging files that this app has saved: one result, or for `null` all saved results of
   * the job, or else its payload. Returns the number of files.
   */
  'jobs:drag': procedure(
    z.strictObject({ id: jobId, resultId: z.int().positive().nullable() }),
    z.strictObject({ files: z.int().nonnegative() }),
  ),
} as const
