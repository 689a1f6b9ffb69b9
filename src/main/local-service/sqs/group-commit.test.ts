import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Harness, temporaryFolder } from '../testing/harness.ts'

const calls = 300
/** The server is killed after this number of responses. */
const killedAfter = 100
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let sqs: SQSClient
let QueueUrl: string

beforeEach(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  sqs = harness.sqs(await harness.ready())
  QueueUrl = (await sqs.send(new CreateQueueCommand({ QueueName: 'load' }))).QueueUrl ?? ''
})
afterEach(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

/** Makes a call for each item, and kills the server in the meantime. Returns the items whose call got a response. */
async function killDuring<T>(items: readonly T[], call: (item: T) => Promise<unknown>): Promise<T[]> {
  const answered: T[] = []
  const restarted = Promise.withResolvers<string>()
  const all = items.map(async (item) => {
    await call(item)
    answered.push(item)
    if (answered.length === killedAfter) restarted.resolve(harness.crash())
  })
  const settled = Promise.allSettled(all)
  sqs = harness.sqs(await restarted.promise)
  await settled
  return answered
}

const send = (MessageBody: string): Promise<unknown> =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))

async function receiveAll(): Promise<Message[]> {
  const messages: Message[] = []
  for (;;) {
    const request = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 })
    const batch = await sqs.send(request)
    if (batch.Messages === undefined) return messages
    messages.push(...batch.Messages)
  }
}

const bodies = Array.from({ length: calls }, (_, index) => `message ${index}`)

test('a kill under load loses no message whose send was confirmed', async () => {
  const sent = await killDuring(bodies, send)
  const received = (await receiveAll()).map(({ Body }) => Body)
  expect(received).toEqual(expect.arrayContaining(sent))
})

test('a kill under load brings back no message whose delete was confirmed', async () => {
  await Promise.all(bodies.map(send))
  const deleted = await killDuring(await receiveAll(), ({ ReceiptHandle }) =>
    sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
  )
  for (const { ReceiptHandle } of deleted) {
    const held = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    await expect(sqs.send(held)).rejects.toMatchObject({ name: 'MessageNotInflight' })
  }
})
