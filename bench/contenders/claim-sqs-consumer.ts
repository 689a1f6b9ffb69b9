import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { importBenchPackage } from '../clients/bench-package.ts'
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

/** Runs `parallel` consumers from the package `sqs-consumer`. Each receives and deletes messages in batches of ten. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { Consumer } = await importBenchPackage<SqsConsumer>('sqs-consumer')
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
          // Emitted for each message of a batch after the batch has been deleted.
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
