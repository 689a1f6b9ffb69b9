import type { MockResponse } from './http-message.ts'
import { MockQueue } from './queue.ts'

const json = { 'Content-Type': 'application/x-amz-json-1.0' }
const account = '000000000000'

interface Entry {
  readonly Id: string
  readonly MessageBody?: string
  readonly ReceiptHandle?: string
  readonly VisibilityTimeout?: number
}

/** The fields of SQS requests (JSON protocol) that the mock server reads. */
interface RequestBody extends Partial<Entry> {
  readonly QueueName?: string
  readonly QueueUrl?: string
  readonly MaxNumberOfMessages?: number
  readonly WaitTimeSeconds?: number
  readonly Entries?: readonly Entry[]
}

/** The SQS half of the mock server. It creates a queue on first use. */
export class MockQueues {
  readonly #queues = new Map<string, MockQueue>()
  readonly #endpoint: () => string

  constructor(endpoint: () => string) {
    this.#endpoint = endpoint
  }

  clear(): void {
    this.#queues.clear()
  }

  queue(name: string): MockQueue {
    const known = this.#queues.get(name) ?? new MockQueue()
    this.#queues.set(name, known)
    return known
  }

  async handle(target: string, body: Buffer): Promise<MockResponse> {
    const call = JSON.parse(body.toString('utf8')) as RequestBody
    const action = target.slice(target.indexOf('.') + 1)
    const text = await this.#perform(action, call)
    return text === null
      ? { status: 404, headers: json, body: `{"__type":"com.amazonaws.sqs#UnsupportedOperation"}` }
      : { status: 200, headers: json, body: text }
  }

  async #perform(action: string, call: RequestBody): Promise<string | null> {
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
            ApproximateNumberOfMessagesNotVisible: String(queue.inFlight),
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
