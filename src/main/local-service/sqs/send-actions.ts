import { createHash } from 'node:crypto'
import type { ActionInput } from './action-input.ts'
import {
  attributesMd5,
  checkMessage,
  createMessage,
  maxMessageBytes,
  md5Hex,
  messageBytes,
  readMessageAttributes,
} from './message.ts'
import type { Message } from './message.ts'
import { numberAttribute } from './queue-attributes.ts'
import type { QueueList } from './queue-list.ts'
import type { Queue } from './queue.ts'
import type { Action } from './queue-actions.ts'
import { inBatch } from './batch.ts'
import { invalidValue, missingParameter, SqsError } from './sqs-error.ts'

/** The calls that send messages to a queue. */
export const sendActions: Readonly<Record<string, Action>> = {
  SendMessage(input, queues) {
    return send(input, queues.at(input.text('QueueUrl')), queues)
  },

  SendMessageBatch(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    const entries = input.entries()
    let bytes = 0
    for (const entry of entries.values()) {
      const attributes = readMessageAttributes(entry.objects('MessageAttributes'))
      bytes += messageBytes({ body: entry.optionalText('MessageBody') ?? '', attributes })
    }
    if (bytes > maxMessageBytes) {
      throw new SqsError(
        'BatchRequestTooLong',
        `Batch requests cannot be longer than ${maxMessageBytes} bytes.`,
      )
    }
    return inBatch(entries, (entry) => send(entry, queue, queues))
  },
}

function send(input: ActionInput, queue: Queue, queues: QueueList): object {
  const body = input.text('MessageBody')
  const content = { body, attributes: readMessageAttributes(input.objects('MessageAttributes')) }
  const maxBytes = numberAttribute(queue, 'MaximumMessageSize')
  const delaySeconds = input.integer('DelaySeconds', 0, 900)
  const queueDelay = numberAttribute(queue, 'DelaySeconds')
  if (!queue.isFifo) {
    const message = createMessage(content, maxBytes, { delaySeconds: delaySeconds ?? queueDelay, fifo: null })
    queue.send(message)
    return sent(message)
  }
  const groupId = input.optionalText('MessageGroupId')
  if (groupId === undefined || groupId === '') throw missingParameter('MessageGroupId')
  if ((delaySeconds ?? 0) !== 0) {
    throw invalidValue('DelaySeconds', delaySeconds, 'It is not valid for this queue type.')
  }
  checkMessage(content, maxBytes)
  const deduplicationId = deduplicationIdOf(input, queue, body)
  const duplicate = queue.duplicateOf(deduplicationId)
  if (duplicate !== null) {
    const digests = { bodyMd5: md5Hex(body), attributesMd5: attributesMd5(content.attributes) }
    return sent({ ...duplicate, ...digests })
  }
  const fifo = { groupId, deduplicationId, sequenceNumber: queues.nextSequence(queue) }
  const message = createMessage(content, maxBytes, { delaySeconds: queueDelay, fifo })
  queue.send(message)
  return sent(message)
}

function deduplicationIdOf(input: ActionInput, queue: Queue, body: string): string {
  const given = input.optionalText('MessageDeduplicationId')
  if (given !== undefined && given !== '') return given
  if (queue.info.attributes.get('ContentBasedDeduplication') === 'true') {
    return createHash('sha256').update(body).digest('hex')
  }
  throw new SqsError(
    'InvalidParameterValue',
    'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.',
  )
}

function sent(message: Message): object {
  return {
    MessageId: message.id,
    MD5OfMessageBody: message.bodyMd5,
    ...(message.attributesMd5 !== '' && { MD5OfMessageAttributes: message.attributesMd5 }),
    ...(message.sequenceNumber !== null && { SequenceNumber: message.sequenceNumber }),
  }
}
