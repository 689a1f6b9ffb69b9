import type { ActionInput } from './action-input.ts'
import { MoveTask } from './move-task.ts'
import type { Action } from './queue-actions.ts'
import type { QueueList } from './queue-list.ts'
import type { Queue } from './queue.ts'
import { invalidValue, errorWith } from './sqs-error.ts'

/** The latest tasks of each source queue, newest first. They are lost when the server exits. */
const tasksOf = new WeakMap<Queue, MoveTask[]>()
const keptTasks = 10

/** The calls that move a dead-letter queue's messages back. */
export const moveActions: Readonly<Record<string, Action>> = {
  StartMessageMoveTask(input, queues) {
    const source = deadLetterQueue(input, queues)
    const destinationArn = input.optionalText('DestinationArn')
    const destination = destinationArn === undefined ? null : queues.withArn(destinationArn)
    if (destinationArn !== undefined && destination === null) throw noResource('DestinationArn')
    const tasks = tasksOf.get(source) ?? []
    if (tasks.some(({ state }) => state === 'RUNNING' || state === 'CANCELLING')) {
      throw errorWith(400, 'UnsupportedOperation', 'There is already a task running for this queue.')
    }
    const maxPerSecond = input.integer('MaxNumberOfMessagesPerSecond', 1, 500) ?? null
    const task = new MoveTask({ source, destination, maxPerSecond }, queues)
    tasksOf.set(source, [task, ...tasks].slice(0, keptTasks))
    void task.run()
    return { TaskHandle: task.handle }
  },

  ListMessageMoveTasks(input, queues) {
    const sourceArn = input.text('SourceArn')
    const source = queues.withArn(sourceArn)
    if (source === null) throw noResource('SourceArn')
    const max = input.integer('MaxResults', 1, 10) ?? 1
    const tasks = (tasksOf.get(source) ?? []).slice(0, max)
    return {
      Results: tasks.map(({ handle, state, order, moved, toMove, startedMs, failure }) => ({
        ...(state === 'RUNNING' && { TaskHandle: handle }),
        Status: state,
        SourceArn: sourceArn,
        ...(order.destination !== null && { DestinationArn: queues.arnOf(order.destination) }),
        ...(order.maxPerSecond !== null && { MaxNumberOfMessagesPerSecond: order.maxPerSecond }),
        ApproximateNumberOfMessagesMoved: moved,
        ApproximateNumberOfMessagesToMove: toMove,
        ...(failure !== null && { FailureReason: failure }),
        StartedTimestamp: startedMs,
      })),
    }
  },

  CancelMessageMoveTask(input, queues) {
    const handle = input.text('TaskHandle')
    const task = queues
      .all()
      .flatMap((queue) => tasksOf.get(queue) ?? [])
      .find((one) => one.handle === handle)
    if (task === undefined) throw noResource('TaskHandle')
    if (task.state !== 'RUNNING') {
      throw errorWith(400, 'UnsupportedOperation', 'Only a running task can be cancelled.')
    }
    task.state = 'CANCELLING'
    return { ApproximateNumberOfMessagesMoved: task.moved }
  },
}

function deadLetterQueue(input: ActionInput, queues: QueueList): Queue {
  const arn = input.text('SourceArn')
  const queue = queues.withArn(arn)
  if (queue === null) throw noResource('SourceArn')
  if (queues.sourcesOf(queue).length > 0) return queue
  throw invalidValue('SourceArn', arn, 'Source queue must be configured as a Dead Letter Queue.')
}

const noResource = (name: string): Error =>
  errorWith(
    404,
    'ResourceNotFoundException',
    `The resource that you specified for the ${name} parameter doesn't exist.`,
  )
