import type { ReceivedMessage, SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { Job } from '../protocol/job.ts'
import { momentOf, passedBetween } from './lease-clock.ts'
import { LeaseDeadline } from './lease-deadline.ts'
import type { LeaseDeadlines } from './lease-deadlines.ts'
import { receivedJob } from './received-job.ts'

/** A long poll for jobs. */
export interface ReceiveRequest {
  readonly queueName: string
  /** The job queue's own buckets. */
  readonly buckets: readonly string[]
  readonly status: string
  /** The maximum number of jobs: 1 to 10. */
  readonly max: number
  readonly waitSeconds: number
  readonly leaseSeconds: number
}

/** Receives jobs in one long poll, and registers their leases. Returns `null` if none arrived. */
export async function receiveJobs(
  queue: SqsQueue,
  request: ReceiveRequest,
  leases: LeaseDeadlines,
  signal: AbortSignal,
): Promise<readonly Job[] | null> {
  const { status, max, waitSeconds, leaseSeconds } = request
  const { clock } = leases
  const leaseMs = leaseSeconds * 1_000
  await queue.getUrl({ signal })
  const received = momentOf(clock)
  const messages = await queue.receive({ signal, max, waitSeconds, leaseSeconds })
  if (messages.length === 0) return null
  const now = momentOf(clock)
  // A lease is counted from before the poll, so a long poll may have used up most of it.
  const isShort = leaseMs > 0 && passedBetween(received, now) >= leaseMs / 2
  const errors = isShort ? await extend(queue, messages, leaseSeconds) : []
  leases.prune()
  return messages.map((message, index) => {
    const job = receivedJob(request, status, message, {
      receivedAt: received.wall,
      arrivedAt: now.wall,
      leaseMs,
    })
    const startedAt = isShort && errors[index] === null ? now : received
    leases.set(job, new LeaseDeadline(clock, startedAt, leaseMs, received))
    return job
  })
}

function extend(
  queue: SqsQueue,
  messages: readonly ReceivedMessage[],
  seconds: number,
): ReturnType<SqsQueue['changeVisibilityBatch']> {
  const changes = messages.map(({ receiptHandle }) => ({ receiptHandle, seconds }))
  return queue.changeVisibilityBatch(changes, { isRenewal: true })
}
