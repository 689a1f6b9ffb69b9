import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { deadLettersSnapshot, type DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryBookStore } from '../testing/memory-book-store.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import type { DeadLetterTarget } from './dead-letter-target.ts'
import { DeadLetters } from './dead-letters.ts'
import { DeadJobs } from './dead-jobs.ts'

let bench: TestBench
let queue: JobQueue
let dead: DeadLetters
let store: MemoryBookStore
let target: DeadLetterTarget
let now: number

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  store = new MemoryBookStore()
  now = Date.now()
  dead = new DeadLetters({ book: new DeadJobs(store), onChanged: () => undefined, now: () => now })
  const { sqs } = bench.servers.clients()
  const name = `${queue.config.name}-dead`
  await sqs.send(new CreateQueueCommand({ QueueName: name }))
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }))
  const deadLetterTargetArn = `arn:aws:sqs:us-west-1:000000000000:${name}`
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
  target = { connectionId: 'local', jobQueue: queue, name }
  await queue.depths()
})

/** Submits jobs and receives each once too often. Returns their ids. */
async function kill(...bodies: readonly string[]): Promise<readonly string[]> {
  const ids: string[] = []
  for (const body of bodies) {
    ids.push((await queue.submit({ body, fields: { name: body } })).jobId)
    const job = await queue.next('pending', { waitSeconds: 0 })
    if (job === null) throw new Error('no job')
    await queue.release(job)
    expect(await queue.next('pending', { waitSeconds: 0 })).toBeNull()
  }
  return ids
}

const deadLetters = (): readonly DeadLetter[] =>
  deadLettersSnapshot.parse(dead.snapshot()).queues.find(({ name }) => name === target.name)?.deadLetters ??
  []
const move = () => dead.snapshot().queues.find(({ name }) => name === target.name)?.move ?? null
const deadCount = async () => {
  const { visible, inFlight } = await queue.queueNamed(target.name).attributes()
  return visible + inFlight
}

test('describes dead-letter queues without receiving', async () => {
  await kill('a')
  const [found] = await dead.describe('local', queue)
  expect(found).toMatchObject({
    name: target.name,
    depth: { visible: 1, inFlight: 0 },
    sources: [{ queue: queue.names.queue('pending'), maxReceives: 1 }],
    error: null,
  })
  expect(deadLetters()).toEqual([])
})

test('receiving shows the message, hides it from others, and marks the job as dead', async () => {
  const [messageId = ''] = await kill('a')
  const id = store.add('a.txt', messageId, 'key')
  expect(await dead.receive(target, 10)).toBe(1)
  expect(deadLetters()).toMatchObject([
    {
      messageId,
      fields: { name: 'a' },
      receivedCount: expect.any(Number),
      job: { id, name: 'a.txt' },
      activity: 'idle',
      error: null,
    },
  ])
  expect(store.notes).toMatchObject([{ id, step: 'dead' }])
  expect(await queue.queueNamed(target.name).receive({ max: 1, waitSeconds: 0, leaseSeconds: 1 })).toEqual([])
  await dead.putBack(target, [deadLetters()[0]?.id ?? ''])
  expect(deadLetters()).toEqual([])
  expect(await dead.receive(target, 10)).toBe(1)
})

test('resubmits an edited message, then deletes the old one, and links the jobs', async () => {
  const [messageId = ''] = await kill('a')
  const id = store.add('a.txt', messageId, 'key')
  await dead.receive(target, 10)
  const [deadLetter] = deadLetters()
  const body = (deadLetter?.body ?? '').replace('"name":"a"', '"name":"b"')
  const attributes = [{ name: 'trace', type: 'String', value: '7' }]
  expect(await dead.submitAgain(target, [{ id: deadLetter?.id ?? '', body, attributes }])).toEqual({
    done: 1,
    failed: 0,
  })
  expect(deadLetters()).toEqual([])
  expect(await deadCount()).toBe(0)
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job).toMatchObject({ fields: { name: 'b' }, attributes: { trace: { type: 'String', value: '7' } } })
  expect(store.sentAgain.get(id)).toBe(job?.id)
  // The old job no longer needs a decision.
  expect(store.notes.at(-1)).toEqual({ id, step: 'cancelled', detail: 'Submitted again' })
})

test('only deletes a message on the next attempt if it was already sent', async () => {
  await kill('a')
  await dead.receive(target, 10)
  const sqsQueue = queue.queueNamed(target.name)
  const deleteBatch = sqsQueue.deleteBatch.bind(sqsQueue)
  sqsQueue.deleteBatch = async (handles) => handles.map(() => new EngineError('NETWORK'))
  const again = [{ id: deadLetters()[0]?.id ?? '', body: null, attributes: null }]
  expect(await dead.submitAgain(target, again)).toEqual({ done: 0, failed: 1 })
  expect(deadLetters()).toMatchObject([{ error: { code: 'NETWORK' }, activity: 'idle' }])
  expect(deadLetters()[0]?.sentAs).toEqual(expect.any(String))
  sqsQueue.deleteBatch = deleteBatch
  expect(await dead.submitAgain(target, again)).toEqual({ done: 1, failed: 0 })
  expect((await queue.depths())['pending']?.visible).toBe(1)
  expect(await deadCount()).toBe(0)
})

test('keeps a message that cannot be sent', async () => {
  await kill('a')
  await dead.receive(target, 10)
  const pending = queue.queueNamed(queue.names.queue('pending'))
  for (const send of ['send', 'sendBatched'] as const) {
    pending[send] = () => Promise.reject(new EngineError('NETWORK'))
  }
  const id = deadLetters()[0]?.id ?? ''
  expect(await dead.submitAgain(target, [{ id, body: null, attributes: null }])).toEqual({
    done: 0,
    failed: 1,
  })
  expect(deadLetters()).toMatchObject([{ sentAs: null, error: { code: 'NETWORK' } }])
  expect(await deadCount()).toBe(1)
})

test('rejects actions on a message that others can see again', async () => {
  await kill('a')
  await dead.receive(target, 10)
  const id = deadLetters()[0]?.id ?? ''
  now += 299_000
  expect(await dead.submitAgain(target, [{ id, body: null, attributes: null }])).toEqual({
    done: 0,
    failed: 1,
  })
  expect(deadLetters()).toMatchObject([{ error: { code: 'LEASE_LOST' } }])
  expect(await deadCount()).toBe(1)
})

test('moves all messages one by one if the server has no tasks, and reports the progress', async () => {
  const ids = await kill('a', 'b', 'c')
  const id = store.add('a.txt', ids[0] ?? '', 'key')
  await dead.submitAll(target)
  expect(move()).toMatchObject({ by: 'app', total: 3 })
  await until(dead, () => move()?.state === 'done')
  expect(move()).toMatchObject({ state: 'done', moved: 3, error: null })
  expect((await queue.depths())['pending']?.visible).toBe(3)
  expect(await deadCount()).toBe(0)
  await expect.poll(() => store.sentAgain.has(id)).toBe(true)
  await expect.poll(() => store.notes.at(-1)).toMatchObject({ id, step: 'cancelled' })
})

test('a cancelled move loses nothing', async () => {
  await kill(...Array.from({ length: 12 }, (_, index) => `job ${index}`))
  await dead.submitAll(target)
  await until(dead, () => (move()?.moved ?? 0) > 0)
  await dead.cancel(target)
  await until(dead, () => move()?.state === 'cancelled' || move()?.state === 'done')
  const pending = (await queue.depths())['pending']?.visible ?? 0
  expect(pending + (await deadCount())).toBe(12)
})

test('deletes one message, or all', async () => {
  const ids = await kill('a', 'b')
  for (const [index, messageId] of ids.entries()) store.add(`${index}.txt`, messageId, 'key')
  await dead.receive(target, 1)
  const id = deadLetters()[0]?.job?.id
  expect(await dead.remove(target, [deadLetters()[0]?.id ?? ''])).toEqual({ done: 1, failed: 0 })
  expect(store.notes.at(-1)).toEqual({ id, step: 'cancelled', detail: 'Dead letter deleted' })
  expect(await deadCount()).toBe(1)
  await dead.receive(target, 1)
  const other = deadLetters()[0]?.job?.id
  await dead.removeAll(target)
  expect(store.notes.at(-1)).toEqual({ id: other, step: 'cancelled', detail: 'Dead letter deleted' })
  expect(await deadCount()).toBe(0)
})

test('acts only on queues named in a redrive policy', async () => {
  const foreign = { ...target, name: queue.names.queue('pending') }
  await expectCode(dead.receive(foreign, 1), 'BAD_REQUEST')
  await expectCode(dead.removeAll(foreign), 'BAD_REQUEST')
  await expectCode(dead.submitAll(foreign), 'BAD_REQUEST')
})

test("reads the payload of a held message, and only from its job queue's buckets", async () => {
  await kill('the payload')
  await dead.receive(target, 10)
  const [own] = deadLetters()
  const source = dead.payload(target, own?.id ?? '')
  expect(await source.describe(AbortSignal.timeout(10_000))).toMatchObject({ size: 'the payload'.length })

  const { sqs } = bench.servers.clients()
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: target.name }))
  for (const message of [{ bucket: 'elsewhere', key: 'secret' }, { text: 'no file' }])
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }))
  await dead.receive(target, 10)
  const [foreign, none] = ['elsewhere', null].map((name) => deadLetters().find((one) => one.bucket === name))
  expect(() => dead.payload(target, foreign?.id ?? '')).toThrow(/does not belong to this job queue/)
  expect(() => dead.payload(target, none?.id ?? '')).toThrow(/does not point to a file/)
  expect(() => dead.payload(target, 'another')).toThrow(/no longer held/)
})
