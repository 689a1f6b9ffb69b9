import { setTimeout as delay } from 'node:timers/promises'
import type { ActionInput } from './action-input.ts'
import { inBatch } from './batch.ts'
import { numberAttribute, redrivePolicy } from './queue-attributes.ts'
import type { Action } from './queue-actions.ts'
import type { QueueList } from './queue-list.ts'
import type { DeadLetters, InFlight, Queue } from './queue.ts'
import { missingParameter, SqsError } from './sqs-error.ts'

const graceMs = 10
const maxVisibilitySeconds = 43_200

/** The calls that receive messages from a queue. */
export const receiveActions: Readonly<Record<string, Action>> = {
  async ReceiveMessage(input, queues, signal) {
    const queue = queues.at(input.text('QueueUrl'))
    const max = input.integer('MaxNumberOfMessages', 1, 10) ?? 1
    const visibility =
      input.integer('VisibilityTimeout', 0, maxVisibilitySeconds) ??
      numberAttribute(queue, 'VisibilityTimeout')
    const waitSeconds =
      input.integer('WaitTimeSeconds', 0, 20) ?? numberAttribute(queue, 'ReceiveMessageWaitTimeSeconds')
    const systemNames = [...input.texts('AttributeNames'), ...input.texts('MessageSystemAttributeNames')]
    const names = input.texts('MessageAttributeNames')
    const deadlineMs = Date.now() + waitSeconds * 1000
    for (;;) {
      const received = queue.receive(max, visibility, deadLettersOf(queue, queues))
      await queues.committed()
      if (received.length > 0) {
        // If the client has disconnected, its messages return to the queue.
        if (signal.aborted) for (const held of received) queue.changeVisibility(held.receiptHandle, 0)
        return { Messages: received.map((held) => describe(held, systemNames, names)) }
      }
      if (signal.aborted || Date.now() >= deadlineMs) return {}
      await queue.wait(deadlineMs, signal)
      // The server may notice a disconnect slightly after a message has arrived for the client.
      await delay(graceMs)
      if (signal.aborted) return {}
      // Throws if the queue was deleted in the meantime.
      queues.at(input.text('QueueUrl'))
    }
  },

  DeleteMessage(input, queues) {
    queues.at(input.text('QueueUrl')).delete(input.text('ReceiptHandle'))
    return {}
  },

  DeleteMessageBatch(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    return inBatch(input.entries(), (entry) => {
      queue.delete(entry.text('ReceiptHandle'))
      return {}
    })
  },

  ChangeMessageVisibility(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    if (changeVisibility(input, queue)) return {}
    throw new SqsError(
      'MessageNotInflight',
      'Message does not exist or is not available for visibility timeout change.',
    )
  },

  ChangeMessageVisibilityBatch(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    return inBatch(input.entries(), (entry) => {
      if (changeVisibility(entry, queue)) return {}
      throw new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.')
    })
  },
}

function changeVisibility(input: ActionInput, queue: Queue): boolean {
  const receiptHandle = input.text('ReceiptHandle')
  const seconds = input.integer('VisibilityTimeout', 0, maxVisibilitySeconds)
  if (seconds === undefined) throw missingParameter('VisibilityTimeout')
  return queue.changeVisibility(receiptHandle, seconds)
}

function deadLettersOf(queue: Queue, queues: QueueList): DeadLetters | null {
  const policy = redrivePolicy(queue)
  const target = policy === null ? null : queues.find(policy.arn.split(':').at(-1) ?? '')
  // A queue that is its own dead-letter queue would receive the same message forever.
  if (policy === null || target === null || target === queue) return null
  return { maxReceiveCount: policy.maxReceiveCount, queue: target, source: queues.arnOf(queue) }
}

/** Returns a message in the format of ReceiveMessage. */
function describe(
  { message, receiptHandle }: InFlight,
  systemNames: readonly string[],
  names: readonly string[],
): object {
  const system: Record<string, string | number | null> = {
    SenderId: '000000000000',
    SentTimestamp: message.sentMs,
    ApproximateReceiveCount: message.receiveCount,
    ApproximateFirstReceiveTimestamp: message.firstReceivedMs,
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.deadLetterSource,
  }
  const Attributes = Object.fromEntries(
    Object.entries(system).flatMap(([name, value]) =>
      value !== null && (systemNames.includes('All') || systemNames.includes(name))
        ? [[name, String(value)]]
        : [],
    ),
  )
  const isModified = (name: string): boolean =>
    names.length === 0 ||
    names.some(
      (one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -1))),
    )
  const attributes = Object.entries(message.attributes).filter(
    ([name]) => names.includes('.*') || isModified(name),
  )
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: message.bodyMd5,
    Body: message.body,
    ...(Object.keys(Attributes).length > 0 && { Attributes }),
    ...(attributes.length > 0 && {
      MessageAttributes: Object.fromEntries(attributes),
      MD5OfMessageAttributes: message.attributesMd5,
    }),
  }
}
