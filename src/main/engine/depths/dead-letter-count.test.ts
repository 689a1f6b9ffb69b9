import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeadLetters } from '../../../shared/queues/queues.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { manualClock, type ManualClock } from '../testing/manual-clock.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { DepthPoller } from './depth-poller.ts'

let bench: TestBench
let queue: JobQueue
let other: JobQueue
let poller: DepthPoller
let clock: ManualClock

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  other = await bench.queue()
  clock = manualClock()
  poller = new DepthPoller({ now: clock.now, after: clock.after })
})
afterEach(() => poller.close())

async function addDeadLettersTo(statuses: readonly string[], dead: string): Promise<void> {
  const { sqs } = bench.servers.clients()
  await sqs.send(new CreateQueueCommand({ QueueName: dead }))
  for (const status of statuses) {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue(status) }))
    const RedrivePolicy = JSON.stringify({
      deadLetterTargetArn: `arn:aws:sqs:us-west-1:000000000000:${dead}`,
      maxReceiveCount: 1,
    })
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
  }
}

async function queueUrl(name: string): Promise<string> {
  const { QueueUrl } = await bench.servers.clients().sqs.send(new GetQueueUrlCommand({ QueueName: name }))
  return QueueUrl ?? ''
}

/** Receives the only job of a status once too often, so that SQS moves it to the dead-letter queue. */
async function die(): Promise<void> {
  const job = await queue.next('pending', { waitSeconds: 0 })
  if (job !== null) await queue.release(job)
  expect(await queue.next('pending', { waitSeconds: 0 })).toBeNull()
}

function pass(ms: number): Promise<void> {
  return clock.pass(ms, () => poller.settled())
}

const deadOf = (name: string): DeadLetters | null | undefined =>
  poller.snapshot().queues.find(({ config }) => config.name === name)?.dead

test('a queue without a redrive policy has no dead letters, and costs no additional request', async () => {
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch(queue.config.name)
  await pass(0)
  expect(deadOf(queue.config.name)).toBeNull()
  expect(queue.deadLetters.get('pending')).toBeNull()
})

test('finds the dead-letter queue by its redrive policy, and counts its messages', async () => {
  await queue.submit({ body: 'x' })
  const dead = `${queue.config.name}-dead`
  await addDeadLettersTo(['pending', 'inprogress'], dead)
  await die()
  poller.activate('local')
  poller.setQueues([queue, other], 'local')
  poller.watch(queue.config.name)
  await pass(1_000)
  expect(deadOf(queue.config.name)).toMatchObject({ queue: dead, count: 1 })
  expect(deadOf(other.config.name)).toBeNull()
})

test('counts rarely, but at once after messages have left the job queue', async () => {
  await queue.submit({ body: 'x' })
  await addDeadLettersTo(['pending'], `${queue.config.name}-dead`)
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch(queue.config.name)
  await pass(1_000)
  const first = deadOf(queue.config.name)
  expect(first?.count).toBe(0)
  await pass(30_000)
  expect(deadOf(queue.config.name)?.readAt).toBe(first?.readAt)
  await die()
  await pass(21_000)
  expect(deadOf(queue.config.name)?.count).toBe(1)
})

test('counts again after an action on dead letters, as soon as it is allowed to', async () => {
  await queue.submit({ body: 'x' })
  const dead = `${queue.config.name}-dead`
  await addDeadLettersTo(['pending'], dead)
  await die()
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch(queue.config.name)
  await pass(1_000)
  expect(deadOf(queue.config.name)).toMatchObject({ count: 1 })
  await bench.servers.clients().sqs.send(new PurgeQueueCommand({ QueueUrl: await queueUrl(dead) }))
  // This is too soon after the last count, so the count follows later.
  poller.deadLettersChanged(queue.config.name)
  expect(deadOf(queue.config.name)).toMatchObject({ count: 1 })
  await pass(10_000)
  expect(deadOf(queue.config.name)).toMatchObject({ count: 0 })
})

test('keeps its readings when the job queues are set again', async () => {
  await addDeadLettersTo(['pending'], `${queue.config.name}-dead`)
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch(queue.config.name)
  await pass(1_000)
  const before = deadOf(queue.config.name)
  poller.activate('local')
  poller.setQueues([queue, other], 'local')
  expect(before?.count).toBe(0)
  expect(deadOf(queue.config.name)).toEqual(before)
})

test('a dead-letter queue that cannot be read does not affect the depths', async () => {
  const dead = `${queue.config.name}-dead`
  await addDeadLettersTo(['pending'], dead)
  const unreadable = queue.queueNamed(dead)
  unreadable.attributes = () => Promise.reject(new Error('denied'))
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch(queue.config.name)
  await pass(1_000)
  expect(poller.snapshot().queues[0]).toMatchObject({ error: null, dead: { queue: dead, count: null } })
})
