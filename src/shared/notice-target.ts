import { z } from 'zod'
import { jobId } from './jobs/jobs.ts'
import { queueName } from './queues/queues.ts'

/** The place to open when the user clicks a system notification, or follows a link to a job. */
export const noticeTarget = z.strictObject({
  /** The notification's job queue, or `null` if it covers several. */
  jobQueue: z.strictObject({ connectionId: z.string().max(64), queue: queueName }).nullable(),
  /** The notification's job, or `null` if it covers several or none. */
  job: jobId.nullable(),
  /** True if it is about results, false if it is about the queue, or about the job itself. */
  isOnResults: z.boolean(),
})
export type NoticeTarget = z.infer<typeof noticeTarget>

/** A notification that the system cannot show, so the window does. */
export const missedNotice = z.strictObject({
  title: z.string(),
  body: z.string().nullable(),
  target: noticeTarget,
})
export type MissedNotice = z.infer<typeof missedNotice>
