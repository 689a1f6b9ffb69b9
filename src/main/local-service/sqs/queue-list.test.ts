import { join } from 'node:path'
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { startFauxqs } from 'fauxqs'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/harness.ts'
import { createMessage } from './message.ts'
import { QueueList } from './queue-list.ts'
import type { Queue } from './queue.ts'

const region = 'us-west-1'
const baseUrl = 'http://127.0.0.1:1'

const message = (body: string): ReturnType<typeof createMessage> =>
  createMessage({ body, attributes: {} }, 1000, { delaySeconds: 0, fifo: null })

const bodies = (queue: Queue | null): string[] =>
  queue?.receive(10, 30, null).map((held) => held.message.body) ?? []

test('finds queues and messages from version 0.1', async () => {
  await using folder = await temporaryFolder()
  const previous = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false, dataDir: folder.path })
  const sqs = new SQSClient({
    endpoint: `http://127.0.0.1:${previous.port}`,
    region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    useQueueUrlAsEndpoint: false,
  })
  const made = await sqs.send(
    new CreateQueueCommand({ QueueName: 'demo', Attributes: { VisibilityTimeout: '60' }, tags: { a: '1' } }),
  )
  const QueueUrl = made.QueueUrl ?? ''
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'held' }))
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 600 }))
  const MessageAttributes = { kind: { DataType: 'String', StringValue: 'ä' } }
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'waiting', MessageAttributes }))
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'delayed', DelaySeconds: 900 }))
  sqs.destroy()
  await previous.stop()

  const queues = new QueueList(folder.path, region, baseUrl)
  const queue = queues.at(QueueUrl)
  expect(queues.urlOf(queue)).toBe(`${baseUrl}/000000000000/demo`)
  expect(queue.info.attributes.get('VisibilityTimeout')).toBe('60')
  expect(queue.info.tags).toEqual(new Map([['a', '1']]))
  expect(queue.depths()).toEqual({ visible: 1, inFlight: 1, delayed: 1 })
  const [held] = queue.receive(10, 30, null)
  expect(held?.message).toMatchObject({ body: 'waiting', attributes: MessageAttributes, receiveCount: 1 })
  queue.delete(Messages?.[0]?.ReceiptHandle ?? '')
  expect(queue.depths()).toMatchObject({ inFlight: 1 })
  queues.close()
})

test('keeps committed changes and released messages across a restart', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'sqs')
  let queues = new QueueList(path, region, baseUrl)
  const queue = queues.create('q', new Map(), new Map())
  for (const body of ['kept', 'held', 'gone', 'released']) queue.send(message(body))
  const received = queue.receive(10, 600, null)
  for (const { message: one, receiptHandle } of received) {
    if (one.body === 'gone') queue.delete(receiptHandle)
    if (one.body === 'released' || one.body === 'kept') queue.changeVisibility(receiptHandle, 0)
  }
  await queues.committed()
  queues.close()
  queues = new QueueList(path, region, baseUrl)
  expect(queues.find('q')?.depths()).toEqual({ visible: 2, inFlight: 1, delayed: 0 })
  expect(bodies(queues.find('q'))).toEqual(['kept', 'released'])
  queues.close()
})

test('a failed write rolls back every write of its turn, in memory too', async () => {
  await using folder = await temporaryFolder()
  const queues = new QueueList(folder.path, region, baseUrl)
  const queue = queues.create('q', new Map(), new Map())
  const other = queues.create('other', new Map(), new Map())
  queue.send(message('before'))
  await queues.committed()
  // This queue's row is gone, so the database rejects its messages.
  queues.delete(other)
  await queues.committed()
  queue.send(message('undone'))
  expect(queue.depths().visible).toBe(2)
  expect(() => other.send(message('refused'))).toThrow('constraint')
  expect(() => queue.send(message('too late'))).toThrow('Another write')
  await expect(queues.committed()).rejects.toThrow('constraint')
  expect(queue.depths().visible).toBe(1)
  await new Promise(setImmediate)
  queue.send(message('after'))
  await queues.committed()
  expect(queues.find('q')).toBe(queue)
  expect(bodies(queue)).toEqual(['before', 'after'])
  queues.close()
})

test('a folder cannot be opened twice', async () => {
  await using folder = await temporaryFolder()
  const queues = new QueueList(folder.path, region, baseUrl)
  expect(() => new QueueList(folder.path, region, baseUrl)).toThrow('locked')
  queues.close()
  new QueueList(folder.path, region, baseUrl).close()
})

// A queue that is sorted for each returning message would need minutes for this, and the test would fail.
test('20,000 messages of a FIFO queue return in order', async () => {
  await using folder = await temporaryFolder()
  const queues = new QueueList(folder.path, region, baseUrl)
  const queue = queues.create('many.fifo', new Map(), new Map())
  const sent = Array.from({ length: 20_000 }, (_, i) => `message ${i}`)
  for (const body of sent) {
    const sequenceNumber = queues.nextSequence(queue)
    const fifo = { groupId: body, deduplicationId: body, sequenceNumber }
    queue.send(createMessage({ body, attributes: {} }, 1000, { delaySeconds: 0, fifo }))
  }
  const held = queue.receive(sent.length, 30, null)
  for (const { receiptHandle } of held.toReversed()) queue.changeVisibility(receiptHandle, 0)
  expect(queue.receive(sent.length, 30, null).map(({ message: one }) => one.body)).toEqual(sent)
  queues.close()
})
