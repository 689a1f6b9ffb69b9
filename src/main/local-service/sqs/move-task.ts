import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises'
import { createMessage, maxMessageBytes, type Message } from './message.ts'
import type { QueueList } from './queue-list.ts'
import type { Queue } from './queue.ts'

/** A task's state. */
type MoveState = 'RUNNING' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'FAILED'

/** Source and target of a task. */
export interface MoveOrder {
  readonly source: Queue
  /** `null` returns each message to the queue that it came from. */
  readonly destination: Queue | null
  readonly maxPerSecond: number | null
}

const batchSize = 10
const tickMs = 100

/**
 * Moves a dead-letter queue's messages to other queues, a few at a time. Each becomes a new message,
 * added in the same transaction that deletes the old one. Messages in flight stay.
 */
export class MoveTask {
  readonly handle = randomUUID()
  readonly order: MoveOrder
  readonly startedMs = Date.now()
  readonly toMove: number
  state: MoveState = 'RUNNING'
  failure: string | null = null
  moved = 0
  readonly #queues: QueueList

  constructor(order: MoveOrder, queues: QueueList) {
    this.order = order
    this.#queues = queues
    this.toMove = order.source.depths().visible
  }

  /** Moves messages until none are left. Never throws. */
  async run(): Promise<void> {
    const perTick = this.order.maxPerSecond === null ? batchSize : (this.order.maxPerSecond * tickMs) / 1_000
    let due = 0
    try {
      for (;;) {
        if (this.state === 'CANCELLING') return this.#end('CANCELLED')
        due += perTick
        const messages = this.order.source.first(Math.floor(due))
        for (const message of messages) this.#move(message)
        due -= messages.length
        await this.#queues.committed()
        if (this.order.source.depths().visible === 0) return this.#end('COMPLETED')
        await (this.order.maxPerSecond === null ? nextTurn() : delay(tickMs))
      }
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error)
      this.#end('FAILED')
    }
  }

  #end(state: MoveState): void {
    this.state = state
  }

  #move(message: Message): void {
    const { source } = this.order
    const target = this.order.destination ?? this.#queues.withArn(message.deadLetterSource ?? '')
    if (target === null) throw new Error('AWS.SimpleQueueService.NonExistentQueue')
    const { groupId, deduplicationId } = message
    const fifo =
      groupId === null
        ? null
        : { groupId, deduplicationId, sequenceNumber: this.#queues.nextSequence(target) }
    const copy = createMessage(message, maxMessageBytes, { delaySeconds: 0, fifo })
    target.send(copy)
    source.take(message)
    this.moved += 1
  }
}
