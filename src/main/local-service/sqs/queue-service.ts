import { ActionInput } from './action-input.ts'
import { queueActions } from './queue-actions.ts'
import { QueueList } from './queue-list.ts'
import { receiveActions } from './receive-actions.ts'
import { sendActions } from './send-actions.ts'
import { SqsError } from './sqs-error.ts'

/** The response to a call. */
export type QueueResponse = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const actions = new Map(Object.entries({ ...queueActions, ...sendActions, ...receiveActions }))

/**
 * SQS in its JSON protocol: standard and FIFO queues with long polls, delays, visibility timeouts and dead-letter
 * queues. The changes of a call are on disk before its response is sent.
 */
export class QueueService {
  readonly #queues: QueueList

  private constructor(queues: QueueList) {
    this.#queues = queues
  }

  /** Opens the folder. All queue addresses start with `baseUrl`, even those of queues created on another port. */
  static open(folder: string, region: string, baseUrl: string): QueueService {
    return new QueueService(new QueueList(folder, region, baseUrl))
  }

  close(): void {
    this.#queues.close()
  }

  /**
   * Runs one verified call. `signal` aborts when the client disconnects. A poll then ends at once, and a message that
   * it has just received goes back to the queue.
   */
  async call(action: string, body: string, signal: AbortSignal): Promise<QueueResponse> {
    try {
      const run = actions.get(action)
      if (run === undefined) throw new SqsError('InvalidAction', `Unknown action: ${action}`)
      const result = await run(ActionInput.parse(body), this.#queues, signal)
      await this.#queues.committed()
      return { status: 200, headers: { 'content-type': contentType }, body: JSON.stringify(result) }
    } catch (error) {
      if (!(error instanceof SqsError)) throw error
      // Entries before the one that was refused may have been written.
      await this.#queues.committed()
      return {
        status: 400,
        headers: {
          'content-type': contentType,
          'x-amzn-query-error': `${error.queryCode};Sender`,
        },
        body: JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }),
      }
    }
  }
}

const contentType = 'application/x-amz-json-1.0'
