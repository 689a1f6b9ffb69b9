import { moveActions } from './move-actions.ts'
import { queueActions } from './queue-actions.ts'
import { QueueList } from './queue-list.ts'
import type { QueueCall, QueueResult } from './queue-protocol.ts'
import { receiveActions } from './receive-actions.ts'
import { sendActions } from './send-actions.ts'
import { SqsError } from './sqs-error.ts'

const actions = new Map(
  Object.entries({ ...queueActions, ...sendActions, ...receiveActions, ...moveActions }),
)

/**
 * SQS without its protocols: standard and FIFO queues with long polls, delays, visibility timeouts and
 * dead-letter queues. A call's changes are on disk before its response.
 */
export class QueueService {
  readonly #queues: QueueList

  private constructor(queues: QueueList) {
    this.#queues = queues
  }

  /**
   * Opens the folder. All queue URLs start with `baseUrl`, even of queues created on another port. `onWrite` is called
   * whenever queues or messages change, except for what only time changes: delays and visibility timeouts.
   */
  static open(folder: string, region: string, baseUrl: string, onWrite?: () => void): QueueService {
    return new QueueService(new QueueList(folder, region, baseUrl, onWrite))
  }

  close(): void {
    this.#queues.close()
  }

  /**
   * Runs one verified call. `signal` aborts when the client disconnects. A poll then ends at once, and a
   * message that it was just given returns to the queue. Throws {@link SqsError} to reject the call.
   */
  async call({ action, input }: QueueCall, signal: AbortSignal): Promise<QueueResult> {
    try {
      const run = actions.get(action)
      if (run === undefined) throw new SqsError('InvalidAction', `Unknown action: ${action.slice(0, 100)}`)
      return { ...(await run(input, this.#queues, signal)) }
    } finally {
      // After a rejection too, because entries before the rejected one may have been written.
      await this.#queues.committed()
    }
  }
}
