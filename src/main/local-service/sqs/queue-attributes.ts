import type { Queue } from './queue.ts'
import { invalidValue, SqsError } from './sqs-error.ts'

const defaults: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
}
const fifoDefaults: Readonly<Record<string, string>> = {
  FifoQueue: 'true',
  ContentBasedDeduplication: 'false',
  DeduplicationScope: 'queue',
  FifoThroughputLimit: 'perQueue',
}
const ranges: Readonly<Record<string, readonly [min: number, max: number]>> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  MaximumMessageSize: [1_024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
}
const settable = new Set([
  ...Object.keys(ranges),
  ...Object.keys(fifoDefaults),
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'Policy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
])

/** Returns the attributes of a new queue. */
export function initialAttributes(name: string, given: ReadonlyMap<string, string>): Map<string, string> {
  const isFifo = name.endsWith('.fifo')
  if (given.get('FifoQueue') === 'true' && !isFifo) {
    throw new SqsError('InvalidParameterValue', 'The name of a FIFO queue must end with the .fifo suffix.')
  }
  return new Map([...Object.entries(defaults), ...(isFifo ? Object.entries(fifoDefaults) : []), ...given])
}

/** Throws {@link SqsError} for an attribute that cannot be set, or not to this value. */
export function checkAttributes(given: ReadonlyMap<string, string>): void {
  for (const [name, value] of given) {
    if (!settable.has(name)) throw new SqsError('InvalidAttributeName', `Unknown attribute: ${name}`)
    // Empty text removes the policy.
    if (name === 'RedrivePolicy' && value !== '' && !isValidPolicy(value)) {
      const reason = `Must be a JSON object with deadLetterTargetArn, and maxReceiveCount from 1 to ${maxReceives}.`
      throw invalidValue(name, value, reason)
    }
    const [min, max] = ranges[name] ?? [-Infinity, Infinity]
    if (ranges[name] === undefined || (/^\d+$/.test(value) && Number(value) >= min && Number(value) <= max)) {
      continue
    }
    throw new SqsError(
      'InvalidAttributeValue',
      `Invalid value for the parameter ${name}. Reason: Must be between ${min} and ${max}.`,
    )
  }
}

/** Returns the requested attributes, including counts. `All` requests every attribute. */
export function describeAttributes(
  queue: Queue,
  arn: string,
  names: readonly string[],
): Record<string, string> {
  const { visible, inFlight, delayed } = queue.depths()
  const all: Record<string, string> = {
    SqsManagedSseEnabled: 'true',
    ...Object.fromEntries(queue.info.attributes),
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(queue.info.createdSeconds),
    LastModifiedTimestamp: String(queue.info.modifiedSeconds),
  }
  if (names.includes('All')) return all
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(all, name) ? [[name, all[name] ?? '']] : [])),
  )
}

/** Returns a numeric attribute. */
export function numberAttribute(queue: Queue, name: string): number {
  return Number(queue.info.attributes.get(name) ?? defaults[name] ?? 0)
}

/** Names a dead-letter queue, and how often a message can be received before it goes there. */
type RedrivePolicy = { readonly arn: string; readonly maxReceiveCount: number }

const maxReceives = 1_000

/** Returns the dead-letter queue in a queue's policy, or `null` if the policy is missing or invalid. */
export function redrivePolicy(queue: Queue): RedrivePolicy | null {
  return policyIn(queue.info.attributes.get('RedrivePolicy') ?? '')
}

function policyIn(json: string): RedrivePolicy | null {
  try {
    const { deadLetterTargetArn: arn, maxReceiveCount } = JSON.parse(json) as Record<string, unknown>
    // Some clients write the number as a string.
    const count = Number(maxReceiveCount)
    return typeof arn === 'string' && count >= 1 ? { arn, maxReceiveCount: count } : null
  } catch {
    return null
  }
}

function isValidPolicy(json: string): boolean {
  const { maxReceiveCount = 0 } = policyIn(json) ?? {}
  return Number.isInteger(maxReceiveCount) && maxReceiveCount >= 1 && maxReceiveCount <= maxReceives
}
