import type { SinkAnswer } from './http-message.ts'
import { SinkQueue } from './queue.ts'

const json = { 'Content-Type': 'application/x-amz-json-1.0' }
const account = '000000000000'

interface Entry {
  readonly Id: string
  readonly MessageBody?: string
  readonly ReceiptHandle?: string
  readonly VisibilityTimeout?: number
}

/** What the calls of SQS's JSON protocol bring, as far as the sink looks at it. */
interface Call extends Partial<Entry> {
  readonly QueueName?: string
  readonly QueueUrl?: string
  readonly MaxNumberOfMessages?: number
  readonly WaitTimeSeconds?: number
  readonly Entries?: readonly Entry[]
}

/** The SQS half of the sink. A queue is there as soon as somebody names it. */
export class SinkQueues {
  readonly #queues = new Map<string, SinkQueue>()
  readonly #endpoint: () => string

  constructor(endpoint: () => string) {
    this.#endpoint = endpoint
  }

  clear(): void {
    this.#queues.clear()
  }

  queue(name: string): SinkQueue {
    const known = this.#queues.get(name) ?? new SinkQueue()
    this.#queues.set(name, known)
    return known
  }

  async answer(target: string, body: Buffer): Promise<SinkAnswer> {
    const call = JSON.parse(body.toString('utf8')) as Call
    const action = target.slice(target.indexOf('.') + 1)
    const text = await this.#answerTo(action, call)
    return text === null
      ? { status: 404, headers: json, body: `{"__type":"com.amazonaws.sqs#UnsupportedOperation"}` }
      : { status: 200, headers: json, body: text }
  }

  async #answerTo(action: string, call: Call): Promise<string | null> {
    const queue = this.queue(call.QueueName ?? call.QueueUrl?.split('/').at(-1) ?? '')
    switch (action) {
      case 'GetQueueUrl':
      case 'CreateQueue':
        return JSON.stringify({ QueueUrl: `${this.#endpoint()}/${account}/${call.QueueName}` })
      case 'ListQueues':
        return '{"QueueUrls":[]}'
      case 'GetQueueAttributes':
        return JSON.stringify({
          Attributes: {
            ApproximateNumberOfMessages: String(queue.visible),
            ApproximateNumberOfMessagesNotVisible: String(queue.held),
            ApproximateNumberOfMessagesDelayed: '0',
          },
        })
      case 'SendMessage':
        return JSON.stringify(queue.send(call.MessageBody ?? ''))
      case 'SendMessageBatch': {
        const sent = (call.Entries ?? []).map(({ Id, MessageBody = '' }) => ({
          Id,
          ...queue.send(MessageBody),
        }))
        return JSON.stringify({ Successful: sent, Failed: [] })
      }
      case 'ReceiveMessage': {
        const messages = await queue.receive(call.MaxNumberOfMessages ?? 1, call.WaitTimeSeconds ?? 0)
        return `{"Messages":[${messages.join(',')}]}`
      }
      case 'DeleteMessage':
        queue.delete(call.ReceiptHandle ?? '')
        return '{}'
      case 'DeleteMessageBatch':
        for (const { ReceiptHandle = '' } of call.Entries ?? []) queue.delete(ReceiptHandle)
        return done(call.Entries ?? [])
      case 'ChangeMessageVisibility':
        queue.changeVisibility(call.ReceiptHandle ?? '', call.VisibilityTimeout ?? 0)
        return '{}'
      case 'ChangeMessageVisibilityBatch':
        for (const { ReceiptHandle = '', VisibilityTimeout = 0 } of call.Entries ?? [])
          queue.changeVisibility(ReceiptHandle, VisibilityTimeout)
        return done(call.Entries ?? [])
      default:
        return null
    }
  }
}

function done(entries: readonly Entry[]): string {
  return `{"Successful":[${entries.map(({ Id }) => `{"Id":"${Id}"}`).join(',')}],"Failed":[]}`
}
