import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Contender, ContenderInput } from '../runner/contender.ts'
import { openSdk } from '../clients/sdk.ts'
import { fillQueue } from '../clients/fill-queue.ts'

/** Receives and deletes ten messages at a time with the bare SDK, in `parallel` loops. */
export async function open(input: ContenderInput): Promise<Contender> {
  const { sqs, queueUrl, close } = await openSdk(input)
  return {
    prepare: () => fillQueue(input),
    async run() {
      let claimed = 0
      const loop = async (): Promise<void> => {
        while (claimed < input.size) {
          const { Messages = [] } = await sqs.send(
            new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 }),
          )
          if (Messages.length === 0) return
          const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
          await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
          claimed += Messages.length
        }
      }
      await Promise.all(Array.from({ length: input.parallel }, loop))
    },
    close: () => Promise.resolve(close()),
  }
}
