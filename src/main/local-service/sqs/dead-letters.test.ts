import {
  CancelMessageMoveTaskCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs'
import type { ListMessageMoveTasksResultEntry, Message, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, temporaryFolder } from '../testing/harness.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let sqs: SQSClient

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  sqs = harness.sqs(await harness.ready())
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

interface Made {
  readonly url: string
  readonly arn: string
}

async function create(QueueName: string, deadArn: string | null = null): Promise<Made> {
  const policy = { deadLetterTargetArn: deadArn, maxReceiveCount: 1 }
  const Attributes = deadArn === null ? {} : { RedrivePolicy: JSON.stringify(policy) }
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
  const read = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] })
  return { url: QueueUrl, arn: (await sqs.send(read)).Attributes?.['QueueArn'] ?? '' }
}

async function receive({ url }: Made, VisibilityTimeout = 30): Promise<readonly Message[]> {
  const input = { QueueUrl: url, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] }
  return (await sqs.send(new ReceiveMessageCommand({ ...input, VisibilityTimeout }))).Messages ?? []
}

/** Sends messages to a queue whose policy allows one receive, and receives each twice. */
async function kill(queue: Made, bodies: readonly string[]): Promise<void> {
  for (const MessageBody of bodies) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody }))
    expect(await receive(queue, 0)).toHaveLength(1)
    expect(await receive(queue, 0)).toHaveLength(0)
  }
}

async function newestTask({ arn }: Made): Promise<ListMessageMoveTasksResultEntry | undefined> {
  return (await sqs.send(new ListMessageMoveTasksCommand({ SourceArn: arn }))).Results?.[0]
}

async function finishedTask(queue: Made): Promise<ListMessageMoveTasksResultEntry> {
  const task = await newestTask(queue)
  return task === undefined || ['RUNNING', 'CANCELLING'].includes(task.Status ?? '')
    ? finishedTask(queue)
    : task
}

test('a dead letter reports the queue that it came from, even after a restart', async () => {
  const dead = await create('named-dead')
  const source = await create('named', dead.arn)
  await kill(source, ['x'])
  await harness.crash()
  sqs = harness.sqs(await harness.ready())
  const [deadLetter] = await receive(dead)
  expect(deadLetter?.Attributes?.['DeadLetterQueueSourceArn']).toBe(source.arn)
  const { queueUrls } = await sqs.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead.url }))
  expect(queueUrls?.map((url) => url.split('/').at(-1))).toEqual(['named'])
})

test('a move task returns each message to its own queue as a new message', async () => {
  const dead = await create('shared-dead')
  const [one, two] = [await create('one', dead.arn), await create('two', dead.arn)]
  await kill(one, ['a', 'b'])
  await kill(two, ['c'])
  const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: dead.arn }))
  expect(TaskHandle).toBeTruthy()
  expect(await finishedTask(dead)).toMatchObject({
    Status: 'COMPLETED',
    ApproximateNumberOfMessagesMoved: 3,
    ApproximateNumberOfMessagesToMove: 3,
  })
  expect(new Set((await receive(one)).map(({ Body }) => Body))).toEqual(new Set(['a', 'b']))
  expect(
    (await receive(two)).map(({ Body, Attributes }) => [Body, Attributes?.['ApproximateReceiveCount']]),
  ).toEqual([['c', '1']])
  expect(await receive(dead)).toEqual([])
})

test('a move task can be slowed down and cancelled, and loses nothing', async () => {
  const dead = await create('slow-dead')
  const source = await create('slow', dead.arn)
  await kill(source, ['a', 'b', 'c', 'd'])
  const start = new StartMessageMoveTaskCommand({
    SourceArn: dead.arn,
    DestinationArn: source.arn,
    MaxNumberOfMessagesPerSecond: 1,
  })
  const { TaskHandle } = await sqs.send(start)
  await expect(sqs.send(start)).rejects.toMatchObject({ name: 'UnsupportedOperation' })
  await sqs.send(new CancelMessageMoveTaskCommand({ TaskHandle }))
  expect(await finishedTask(dead)).toMatchObject({ Status: 'CANCELLED' })
  expect((await receive(dead)).length + (await receive(source)).length).toBe(4)
})

test("only a dead-letter queue's messages can be moved", async () => {
  const { arn } = await create('not-dead')
  await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: arn }))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
  await expect(sqs.send(new StartMessageMoveTaskCommand({ SourceArn: `${arn}x` }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  })
})

test('a second purge within 60 s is rejected', async () => {
  const { url } = await create('purged')
  await sqs.send(new PurgeQueueCommand({ QueueUrl: url }))
  await expect(sqs.send(new PurgeQueueCommand({ QueueUrl: url }))).rejects.toMatchObject({
    name: 'PurgeQueueInProgress',
  })
})
