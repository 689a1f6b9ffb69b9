import type { SettingsChange } from '../../../shared/queues/queue-settings.ts'
import { readAttributes, setAttributes } from '../aws/sqs/queue-admin.ts'
import type { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { isDeadLetterQueue } from '../dead-letters/describe-dead-letters.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'

const attributeOf = {
  visibilityTimeout: 'VisibilityTimeout',
  delay: 'DelaySeconds',
  retention: 'MessageRetentionPeriod',
  waitTime: 'ReceiveMessageWaitTimeSeconds',
} as const

/** SQS keeps a message for at most 14 days. Dead letters should be kept that long. */
const maxRetention = '1209600'

/** Changes the settings of one of a job queue's SQS queues. @throws EngineError `ACCESS_DENIED` and others from SQS. */
export async function changeSettings(
  jobQueue: JobQueue,
  name: string,
  change: SettingsChange,
): Promise<void> {
  const queue = ownQueue(jobQueue, name)
  const { maxReceives, ...plain } = change
  const attributes: Record<string, string> = {}
  for (const [setting, value] of Object.entries(plain)) {
    if (value !== undefined) attributes[attributeOf[setting as keyof typeof attributeOf]] = String(value)
  }
  if (maxReceives !== undefined) attributes['RedrivePolicy'] = await changedPolicy(queue, maxReceives)
  await setAttributes(queue, attributes)
}

/**
 * Creates the dead-letter queue `<job queue>-dead`, unless it exists, and assigns it to some status queues:
 * SQS moves a message there instead of delivering it more than `maxReceives` times. Returns its name. @throws
 * EngineError
 */
export async function addDeadLetters(
  jobQueue: JobQueue,
  statuses: readonly string[],
  maxReceives: number,
): Promise<string> {
  const queues = statuses.map((status) => jobQueue.queueNamed(jobQueue.names.queue(status)))
  const dead = jobQueue.queueNamed(`${jobQueue.config.name}-dead`)
  await dead.create({ attributes: { MessageRetentionPeriod: maxRetention } })
  const deadLetterTargetArn = (await readAttributes(dead))['QueueArn']
  if (!deadLetterTargetArn)
    throw new EngineError('SERVICE', `The server did not return the ARN of ${dead.name}.`)
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: maxReceives })
  for (const queue of queues) await setAttributes(queue, { RedrivePolicy })
  return dead.name
}

/** Changes only the number, and keeps the rest of the policy. */
async function changedPolicy(queue: SqsQueue, maxReceiveCount: number): Promise<string> {
  const policy: unknown = JSON.parse((await readAttributes(queue))['RedrivePolicy'] || 'null')
  if (typeof policy !== 'object' || policy === null) {
    throw new EngineError('BAD_REQUEST', `The queue ${queue.name} has no dead-letter queue.`, {
      hint: 'Set up a dead-letter queue first.',
    })
  }
  return JSON.stringify({ ...policy, maxReceiveCount })
}

/** @throws EngineError `BAD_REQUEST` for a queue that is neither one of its statuses nor one of its dead-letter queues. */
function ownQueue(jobQueue: JobQueue, name: string): SqsQueue {
  if (jobQueue.names.queues.includes(name) || isDeadLetterQueue(jobQueue, name)) {
    return jobQueue.queueNamed(name)
  }
  throw new EngineError('BAD_REQUEST', `The queue ${name} does not belong to ${jobQueue.config.name}.`)
}
