import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs'
import type { Message, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string
let sqs: SQSClient
let QueueUrl: string
let queues = 0

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
  sqs = harness.sqs(endpoint)
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

beforeEach(async () => {
  queues += 1
  QueueUrl = await createQueue(`demo${queues}-pending`)
})

async function createQueue(QueueName: string): Promise<string> {
  const Attributes = { ReceiveMessageWaitTimeSeconds: '20', VisibilityTimeout: '30' }
  const made = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))
  return made.QueueUrl ?? ''
}

async function send(MessageBody: string): Promise<string> {
  return (await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))).MessageId ?? ''
}

async function receive(
  input: { wait?: number; lease?: number; signal?: AbortSignal } = {},
): Promise<Message | null> {
  const response = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      ...(input.wait === undefined ? {} : { WaitTimeSeconds: input.wait }),
      ...(input.lease === undefined ? {} : { VisibilityTimeout: input.lease }),
    }),
    input.signal === undefined ? {} : { abortSignal: input.signal },
  )
  return response.Messages?.[0] ?? null
}

async function depths(): Promise<Record<string, string>> {
  const response = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
  const { ApproximateNumberOfMessages = '', ApproximateNumberOfMessagesNotVisible = '' } =
    response.Attributes ?? {}
  return { visible: ApproximateNumberOfMessages, inFlight: ApproximateNumberOfMessagesNotVisible }
}

/** Resolves once the server has received the poll sent just before. It responds to these requests later. */
async function polling(): Promise<void> {
  await depths()
  await depths()
}

test('a message is sent, received, counted and deleted', async () => {
  const id = await send('{"name":"Grüße 🐈"}')
  expect(await depths()).toEqual({ visible: '1', inFlight: '0' })
  const message = await receive()
  expect(message).toMatchObject({ MessageId: id, Body: '{"name":"Grüße 🐈"}' })
  expect(await depths()).toEqual({ visible: '0', inFlight: '1' })
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  expect(await depths()).toEqual({ visible: '0', inFlight: '0' })
})

test('queue URLs start with the endpoint, whatever host name the request used', async () => {
  expect(QueueUrl).toMatch(new RegExp(`^${endpoint}/000000000000/demo\\d+-pending$`))
  const other = harness.sqs(endpoint.replace('127.0.0.1', 'localhost'))
  const made = await other.send(new CreateQueueCommand({ QueueName: 'named' }))
  expect(made.QueueUrl).toBe(`${endpoint}/000000000000/named`)
  const found = await sqs.send(new GetQueueUrlCommand({ QueueName: 'named' }))
  expect(found.QueueUrl).toBe(made.QueueUrl)
  await sqs.send(new DeleteQueueCommand({ QueueUrl: made.QueueUrl }))
  await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'named' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  })
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'named' }))).QueueUrls ?? []).toEqual([])
})

test('a released message is visible at once, and counted', async () => {
  await send('x')
  const first = await receive()
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: first?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  )
  expect(await depths()).toEqual({ visible: '1', inFlight: '0' })
  expect((await receive())?.Attributes).toEqual({ ApproximateReceiveCount: '2' })
})

test('an expired lease shows in the depths even without a receive', async () => {
  await send('x')
  await receive({ lease: 1 })
  expect(await depths()).toEqual({ visible: '0', inFlight: '1' })
  await expect.poll(depths, { timeout: 10_000 }).toEqual({ visible: '1', inFlight: '0' })
})

test('a poll waits for its message', async () => {
  const waiting = receive()
  await polling()
  await send('late')
  expect((await waiting)?.Body).toBe('late')
})

test('one of two polls gets the message, and the other keeps waiting for the next', async () => {
  const both = [receive(), receive()]
  await polling()
  await send('1')
  await Promise.race(both)
  await send('2')
  const bodies = (await Promise.all(both)).map((message) => message?.Body)
  expect(new Set(bodies)).toEqual(new Set(['1', '2']))
})

test('a poll without a message returns empty after its wait time', async () => {
  expect(await receive({ wait: 1 })).toBeNull()
})

test('a poll whose client has disconnected takes no message', async () => {
  for (let round = 0; round < 5; round += 1) {
    const leaving = new AbortController()
    const dead = receive({ signal: leaving.signal })
    await polling()
    leaving.abort()
    await expect(dead).rejects.toMatchObject({ name: 'AbortError' })
    await polling()
    await send(String(round))
    const message = await receive({ wait: 5 })
    expect(message?.Body).toBe(String(round))
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }))
  }
  expect(await depths()).toEqual({ visible: '0', inFlight: '0' })
})

test('a poll ends when its queue is deleted', async () => {
  const waiting = receive()
  await polling()
  await sqs.send(new DeleteQueueCommand({ QueueUrl }))
  await expect(waiting).rejects.toMatchObject({ name: 'QueueDoesNotExist' })
})

test('wrong keys and a wrong region are rejected', async () => {
  const list = new ListQueuesCommand({})
  const forged = harness.sqs(endpoint, { ...keys, secretAccessKey: `${keys.secretAccessKey.slice(1)}x` })
  await expect(forged.send(list)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
  const unknown = harness.sqs(endpoint, { ...keys, accessKeyId: 'LOCALXXXXXXXXXXXXXXX' })
  await expect(unknown.send(list)).rejects.toMatchObject({ name: 'InvalidClientTokenId' })
  await expect(harness.sqs(endpoint, keys, 'eu-west-1').send(list)).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ListQueues' }
  const unsigned = await fetch(endpoint, { method: 'POST', headers, body: '{}' })
  expect(unsigned.status).toBe(403)
  const signedForOtherBody = harness.sqs(endpoint)
  signedForOtherBody.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { body: string; headers: Record<string, string> }
      request.body = request.body.replace('queued', 'forged')
      return next(args)
    },
    { step: 'deserialize' },
  )
  await expect(
    signedForOtherBody.send(new SendMessageCommand({ QueueUrl, MessageBody: 'queued' })),
  ).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' })
})
