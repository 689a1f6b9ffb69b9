import { z } from 'zod'
import { jobId } from './jobs/jobs.ts'
import { queueName } from './queues/queues.ts'

/** What a click on a notification of the system shows. */
export const noticeTarget = z.strictObject({
  /** The job queue that it is about; `null` if it is about several. */
  place: z.strictObject({ connectionId: z.string().max(64), queue: queueName }).nullable(),
  /** The job that it is about; `null` if it is about several, or none. */
  job: jobId.nullable(),
  /** Whether it is about results, or else about the numbers of the queue. */
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
