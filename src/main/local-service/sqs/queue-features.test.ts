import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ListQueueTagsCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  TagQueueCommand,
  UntagQueueCommand,
} from '@aws-sdk/client-sqs'
import type { Message, QueueAttributeName, SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs'
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

async function create(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  return (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
}

async function receive(QueueUrl: string, max = 10): Promise<Message[]> {
  const input = {
    QueueUrl,
    MaxNumberOfMessages: max,
    MessageSystemAttributeNames: ['All' as const],
    MessageAttributeNames: ['All'],
  }
  return (await sqs.send(new ReceiveMessageCommand(input))).Messages ?? []
}

async function attribute(QueueUrl: string, name: QueueAttributeName): Promise<string | undefined> {
  const input = { QueueUrl, AttributeNames: ['All' as const] }
  return (await sqs.send(new GetQueueAttributesCommand(input))).Attributes?.[name]
}

function textAttribute(StringValue: string): object {
  return { DataType: 'String', StringValue }
}

test('message attributes are returned with their digest', async () => {
  const QueueUrl = await create('attributes')
  const MessageAttributes = {
    text: { DataType: 'String', StringValue: 'ä 🐈' },
    count: { DataType: 'Number.int', StringValue: '7' },
    bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 1, 255]) },
  }
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '🐈', MessageAttributes }))
  const [message] = await receive(QueueUrl)
  expect(message).toMatchObject({ Body: '🐈', MessageAttributes })
  expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes)
})

test('message attributes that SQS does not accept are rejected', async () => {
  const QueueUrl = await create('strict-attributes')
  const eleven = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`a${index}`, textAttribute('1')]),
  )
  for (const MessageAttributes of [
    eleven,
    { a: textAttribute('') },
    { a: { DataType: 'Binary', BinaryValue: new Uint8Array() } },
  ] as SendMessageCommandInput['MessageAttributes'][]) {
    const sent = sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a', MessageAttributes }))
    await expect(sent).rejects.toMatchObject({ name: 'InvalidParameterValue' })
  }
  expect(await receive(QueueUrl)).toEqual([])
})

test.each([
  'no JSON',
  'null',
  '{}',
  '{"maxReceiveCount":3}',
  '{"deadLetterTargetArn":"arn:aws:sqs:us-west-1:000000000000:dead","maxReceiveCount":0}',
  '{"deadLetterTargetArn":"arn:aws:sqs:us-west-1:000000000000:dead","maxReceiveCount":1.5}',
  '{"deadLetterTargetArn":"arn:aws:sqs:us-west-1:000000000000:dead","maxReceiveCount":1001}',
])('the redrive policy %s is rejected', async (RedrivePolicy) => {
  await expect(create('strict-policy', { RedrivePolicy })).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  })
})

test('a message received too often goes to the dead-letter queue', async () => {
  const dead = await create('dead')
  const RedrivePolicy = JSON.stringify({
    deadLetterTargetArn: await attribute(dead, 'QueueArn'),
    maxReceiveCount: 2,
  })
  const QueueUrl = await create('redriven', { VisibilityTimeout: '0', RedrivePolicy })
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'poison' }))
  expect(await receive(QueueUrl)).toHaveLength(1)
  expect(await receive(QueueUrl)).toHaveLength(1)
  expect(await receive(QueueUrl)).toEqual([])
  expect(await receive(dead)).toMatchObject([{ Body: 'poison' }])
})

test('a delayed message is counted and cannot be received yet', async () => {
  const QueueUrl = await create('delayed')
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }))
  expect(await receive(QueueUrl)).toEqual([])
  expect(await attribute(QueueUrl, 'ApproximateNumberOfMessagesDelayed')).toBe('1')
  await sqs.send(new PurgeQueueCommand({ QueueUrl }))
  expect(await attribute(QueueUrl, 'ApproximateNumberOfMessagesDelayed')).toBe('0')
})

test('a rejected entry does not affect the rest of its batch', async () => {
  const QueueUrl = await create('batch')
  const Entries = [
    { Id: 'good', MessageBody: 'good' },
    { Id: 'bad', MessageBody: 'a\u0001b' },
  ]
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
  expect(Successful).toMatchObject([{ Id: 'good' }])
  expect(Failed).toMatchObject([{ Id: 'bad', SenderFault: true, Code: 'InvalidMessageContents' }])
  expect(await receive(QueueUrl)).toMatchObject([{ Body: 'good' }])
  await expect(sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] }))).rejects.toMatchObject({
    name: 'EmptyBatchRequest',
  })
})

test('a FIFO queue keeps the order of a group, delivers one message at a time, and drops duplicates', async () => {
  const QueueUrl = await create('ordered.fifo', { ContentBasedDeduplication: 'true' })
  for (const [MessageBody, MessageGroupId] of [
    ['a1', 'a'],
    ['a2', 'a'],
    ['b1', 'b'],
    ['a1', 'a'],
  ] as const) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId }))
  }
  const first = await receive(QueueUrl)
  expect(first.map(({ Body }) => Body)).toEqual(['a1', 'b1'])
  const [held, other] = first.map(({ ReceiptHandle }) => ReceiptHandle)
  expect(await receive(QueueUrl)).toEqual([])
  const release = { QueueUrl, ReceiptHandle: held, VisibilityTimeout: 0 }
  await sqs.send(new ChangeMessageVisibilityCommand(release))
  const [again] = await receive(QueueUrl)
  expect(again?.Body).toBe('a1')
  for (const ReceiptHandle of [again?.ReceiptHandle, other]) {
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
  }
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['a2'])
})

test('attributes and tags can be changed, and survive a kill', async () => {
  const QueueUrl = await create('changed')
  const Attributes = { VisibilityTimeout: '77' }
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: { a: '1', b: '2' } }))
  await sqs.send(new UntagQueueCommand({ QueueUrl, TagKeys: ['a'] }))
  sqs = harness.sqs(await harness.crash())
  expect(await attribute(QueueUrl, 'VisibilityTimeout')).toBe('77')
  expect((await sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual({ b: '2' })
  const other = { QueueName: 'changed', Attributes: { VisibilityTimeout: '1' } }
  await expect(sqs.send(new CreateQueueCommand(other))).rejects.toMatchObject({ name: 'QueueNameExists' })
  const tooLong = { QueueUrl, Attributes: { VisibilityTimeout: '43201' } }
  await expect(sqs.send(new SetQueueAttributesCommand(tooLong))).rejects.toMatchObject({
    name: 'InvalidAttributeValue',
  })
})

test('queues are listed by prefix, in pages', async () => {
  for (const name of ['list-b', 'list-a', 'list-c']) await create(name)
  const found: string[] = []
  let NextToken: string | undefined
  do {
    const input = { QueueNamePrefix: 'list-', MaxResults: 2, ...(NextToken !== undefined && { NextToken }) }
    const page = await sqs.send(new ListQueuesCommand(input))
    found.push(...(page.QueueUrls ?? []))
    NextToken = page.NextToken
  } while (NextToken !== undefined)
  expect(found.map((url) => url.split('/').at(-1))).toEqual(['list-a', 'list-b', 'list-c'])
})

test.each([
  ['no name', { QueueName: '' }, 'MissingParameter'],
  ['a name with a slash', { QueueName: 'a/b' }, 'InvalidParameterValue'],
  [
    'a FIFO queue without the suffix',
    { QueueName: 'x', Attributes: { FifoQueue: 'true' } },
    'InvalidParameterValue',
  ],
  [
    'an unknown attribute',
    { QueueName: 'x', Attributes: { Colour: 'red' } as never },
    'InvalidAttributeName',
  ],
])('rejects a queue with %s', async (_, input, name) => {
  await expect(sqs.send(new CreateQueueCommand(input))).rejects.toMatchObject({ name })
})
