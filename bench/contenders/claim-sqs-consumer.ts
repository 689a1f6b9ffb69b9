import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import type { Side, SideInput } from '../runner/contender.ts'
import { peer } from '../clients/bench-package.ts'
import { openSdk } from '../clients/sdk.ts'
import { fillQueue } from '../clients/fill-queue.ts'

interface Consumer {
  start(): void
  stop(options: { readonly abort: boolean }): void
  on(event: 'message_processed' | 'error' | 'processing_error', listener: (error?: unknown) => void): void
}

interface SqsConsumer {
  readonly Consumer: {
    create(options: {
      readonly queueUrl: string
      readonly sqs: SQSClient
      readonly batchSize: number
      readonly waitTimeSeconds: number
      readonly handleMessageBatch: (messages: Message[]) => Promise<Message[]>
    }): Consumer
  }
}

/** Several consumers of `sqs-consumer`, by batches of ten, each of which it acknowledges in one request. */
export async function open(input: SideInput): Promise<Side> {
  const { Consumer } = await peer<SqsConsumer>('sqs-consumer')
  const { sqs, queueUrl, close } = await openSdk(input)
  const create = (): Consumer =>
    Consumer.create({
      queueUrl,
      sqs,
      batchSize: 10,
      waitTimeSeconds: 0,
      handleMessageBatch: (messages) => Promise.resolve(messages),
    })
  return {
    prepare: () => fillQueue(input),
    run: () =>
      new Promise((resolve, reject) => {
        let acknowledged = 0
        const consumers = Array.from({ length: input.parallel }, create)
        for (const consumer of consumers) {
          // It tells of a message once its batch is deleted.
          consumer.on('message_processed', () => {
            acknowledged += 1
            if (acknowledged < input.size) return
            for (const each of consumers) each.stop({ abort: true })
            resolve()
          })
          consumer.on('error', reject)
          consumer.on('processing_error', reject)
          consumer.start()
        }
      }),
    close: () => Promise.resolve(close()),
  }
}
