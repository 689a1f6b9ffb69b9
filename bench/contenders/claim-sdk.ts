import { DeleteMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import type { Side, SideInput } from '../runner/contender.ts'
import { openSdk } from '../clients/sdk.ts'
import { fillQueue } from '../clients/fill-queue.ts'

/** Receive ten, delete ten, by the bare SDK, so many loops at once. */
export async function open(input: SideInput): Promise<Side> {
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
