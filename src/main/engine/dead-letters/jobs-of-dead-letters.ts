import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import { parseMessageBody } from '../protocol/message-body.ts'
import type { DeadLetterTarget } from './dead-letter-target.ts'
import type { DeadJobs, KnownJob } from './dead-jobs.ts'

/**
 * Returns the job of each dead letter, in the same order, or `null`. A message that SQS moves to a dead-letter queue
 * keeps its id. A move task gives it a new one, so only the key of its payload tells which job it belongs to.
 */
export async function jobsOfDeadLetters(
  book: DeadJobs,
  { connectionId, jobQueue }: Pick<DeadLetterTarget, 'connectionId' | 'jobQueue'>,
  messages: readonly Pick<ReceivedMessage, 'id' | 'body' | 'damaged'>[],
): Promise<readonly (KnownJob | null)[]> {
  const queue = jobQueue.config.name
  const ids = messages.map(({ id }) => id)
  const byId = await book.find(connectionId, queue, ids)
  const bucket = jobQueue.names.bucket('in')
  const keys = messages.map(({ body, damaged }) => {
    const payload = damaged ? null : parseMessageBody(body)
    return payload?.bucket === bucket ? payload.key : null
  })
  const byKey = await book.findByKey(
    connectionId,
    queue,
    keys.filter((key) => key !== null),
  )
  return messages.map(({ id }, index) => byId.get(id) ?? byKey.get(keys[index] ?? '') ?? null)
}
