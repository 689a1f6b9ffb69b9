import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Job } from '../protocol/job.ts'
import { parseMessageBody, type MessageContent } from '../protocol/message-body.ts'

/**
 * Converts a received message to a job. `buckets` are the job queue's own, or `null` until they are known.
 */
export function receivedJob(
  { queueName, buckets }: { readonly queueName: string; readonly buckets: readonly string[] | null },
  status: string,
  message: ReceivedMessage,
  { receivedAt, arrivedAt, leaseMs }: Pick<Job, 'receivedAt' | 'arrivedAt' | 'leaseMs'>,
): Job {
  const { body, ...rest } = message
  const content = message.damaged ? damagedContent() : parseMessageBody(body)
  const foreign = content.bucket !== null && buckets !== null && !buckets.includes(content.bucket)
  const times = { receivedAt, arrivedAt, leaseMs }
  return { queue: queueName, status, ...rest, ...content, rawBody: body, foreign, ...times }
}

/**
 * Call this before forwarding a message, in whole or in part. Otherwise damage would be forwarded and the
 * original deleted.
 *
 * @throws EngineError `CHECKSUM_MISMATCH` for a damaged message.
 */
export function checkIntact({ damaged, error }: Pick<Job, 'damaged' | 'error'>): void {
  if (damaged) throw error ?? new EngineError('CHECKSUM_MISMATCH')
}

/** Nothing in a damaged message can be trusted, least of all the name of its payload. */
function damagedContent(): MessageContent {
  const error = new EngineError('CHECKSUM_MISMATCH', 'The message does not match its checksum.', {
    hint: 'Release it, so that it is received again. The original message shows what arrived.',
  })
  return { fields: {}, bucket: null, key: null, format: null, unopened: 0, error }
}
