import type { ActionInput } from './action-input.ts'
import { checkAttributes, describeAttributes } from './queue-attributes.ts'
import type { QueueList } from './queue-list.ts'
import { SqsError, noSuchQueue } from './sqs-error.ts'

/** Runs a call and returns its result, a JSON object. Throws {@link SqsError} if the call is rejected. */
export type Action = (input: ActionInput, queues: QueueList, signal: AbortSignal) => object | Promise<object>

/** The calls for queues as a whole. */
export const queueActions: Readonly<Record<string, Action>> = {
  CreateQueue(input, queues) {
    const name = input.text('QueueName')
    if (!/^[\w-]{1,80}$/.test(name.replace(/\.fifo$/, '')) || name.length > 80) {
      throw new SqsError(
        'InvalidParameterValue',
        'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.',
      )
    }
    const attributes = input.textMap('Attributes')
    checkAttributes(attributes)
    const existing = queues.find(name)
    if (existing === null) {
      return { QueueUrl: queues.urlOf(queues.create(name, attributes, input.textMap('tags'))) }
    }
    const missing = [...attributes].filter(([key, value]) => {
      const known = existing.info.attributes.get(key)
      if (known === undefined || known === value) return known === undefined
      throw new SqsError(
        'QueueNameExists',
        `A queue already exists with the same name and a different value for attribute ${key}`,
        'QueueAlreadyExists',
      )
    })
    if (missing.length > 0) {
      for (const [key, value] of missing) existing.info.attributes.set(key, value)
      queues.save(existing)
    }
    return { QueueUrl: queues.urlOf(existing) }
  },

  DeleteQueue(input, queues) {
    queues.delete(queues.at(input.text('QueueUrl')))
    return {}
  },

  GetQueueUrl(input, queues) {
    const queue = queues.find(input.text('QueueName'))
    if (queue === null) throw noSuchQueue()
    return { QueueUrl: queues.urlOf(queue) }
  },

  ListQueues(input, queues) {
    const prefix = input.optionalText('QueueNamePrefix') ?? ''
    const after = input.optionalText('NextToken') ?? ''
    const max = input.integer('MaxResults', 1, 1000) ?? 1000
    const found = queues
      .all()
      .filter(({ info }) => info.name.startsWith(prefix) && info.name > after)
      .toSorted((a, b) => (a.info.name < b.info.name ? -1 : 1))
    const page = found.slice(0, max)
    return {
      QueueUrls: page.map((queue) => queues.urlOf(queue)),
      ...(found.length > max && { NextToken: page.at(-1)?.info.name }),
    }
  },

  GetQueueAttributes(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    const names = input.texts('AttributeNames')
    return { Attributes: describeAttributes(queue, queues.arnOf(queue), names.length > 0 ? names : ['All']) }
  },

  SetQueueAttributes(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    const given = input.textMap('Attributes')
    checkAttributes(given)
    const fifo = given.get('FifoQueue')
    if (fifo !== undefined && fifo !== queue.info.attributes.get('FifoQueue')) {
      throw new SqsError(
        'InvalidAttributeValue',
        'You cannot change the FifoQueue attribute of an existing queue.',
      )
    }
    for (const [name, value] of given) {
      // An empty policy removes the policy.
      if (value === '') queue.info.attributes.delete(name)
      else queue.info.attributes.set(name, value)
    }
    queue.info.modifiedSeconds = Math.floor(Date.now() / 1000)
    queues.save(queue)
    return {}
  },

  PurgeQueue(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    if (queue.purge()) return {}
    throw new SqsError(
      'PurgeQueueInProgress',
      `Only one PurgeQueue operation on ${queue.info.name} is allowed every 60 seconds.`,
      undefined,
      403,
    )
  },

  ListDeadLetterSourceQueues(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    return { queueUrls: queues.sourcesOf(queue).map((source) => queues.urlOf(source)) }
  },

  ListQueueTags(input, queues) {
    return { Tags: Object.fromEntries(queues.at(input.text('QueueUrl')).info.tags) }
  },

  TagQueue(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    for (const [key, value] of input.textMap('Tags')) queue.info.tags.set(key, value)
    queues.save(queue)
    return {}
  },

  UntagQueue(input, queues) {
    const queue = queues.at(input.text('QueueUrl'))
    for (const key of input.texts('TagKeys')) queue.info.tags.delete(key)
    queues.save(queue)
    return {}
  },
}
