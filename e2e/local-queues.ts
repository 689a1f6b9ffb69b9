import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { App } from './app.ts'
import { call } from './call.ts'

/** A worker on the same computer, which uses the Local server with the keys that the app shows. */
export class LocalWorker {
  readonly #sqs: SQSClient

  private constructor(sqs: SQSClient) {
    this.#sqs = sqs
  }

  static async of(app: App): Promise<LocalWorker> {
    await call(app.page, 'local:copy-environment', { snippet: 'posix' })
    const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText())
    const value = (name: string): string => new RegExp(`${name}=['"]?([^'"\\s]+)`).exec(text)?.[1] ?? ''
    return new LocalWorker(
      new SQSClient({
        region: value('AWS_REGION') || value('AWS_DEFAULT_REGION'),
        endpoint: value('AWS_ENDPOINT_URL') || value('AWS_ENDPOINT_URL_SQS'),
        credentials: {
          accessKeyId: value('AWS_ACCESS_KEY_ID'),
          secretAccessKey: value('AWS_SECRET_ACCESS_KEY'),
        },
      }),
    )
  }

  /** Receives up to ten messages and releases them at once, like a failing worker. Returns their number. */
  async fail(queue: string): Promise<number> {
    const QueueUrl = await this.#url(queue)
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
        WaitTimeSeconds: 0,
      }),
    )
    return Messages.length
  }

  /** Gives a queue a dead-letter queue. A message is dead once it has been received more than `receives` times. */
  async addDeadLetterQueue(queue: string, name: string, receives: number): Promise<void> {
    const { QueueUrl } = await this.#sqs.send(new CreateQueueCommand({ QueueName: name }))
    const { Attributes } = await this.#sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    )
    const policy = { deadLetterTargetArn: Attributes?.['QueueArn'], maxReceiveCount: receives }
    await this.#sqs.send(
      new SetQueueAttributesCommand({
        QueueUrl: await this.#url(queue),
        Attributes: { RedrivePolicy: JSON.stringify(policy) },
      }),
    )
  }

  /** Returns the bodies of up to ten waiting messages. This worker holds them for 30 s. */
  async take(queue: string): Promise<readonly string[]> {
    const QueueUrl = await this.#url(queue)
    const { Messages = [] } = await this.#sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
    )
    return Messages.map(({ Body }) => Body ?? '')
  }

  close(): void {
    this.#sqs.destroy()
  }

  async #url(queue: string): Promise<string> {
    return (await this.#sqs.send(new GetQueueUrlCommand({ QueueName: queue }))).QueueUrl ?? ''
  }
}
