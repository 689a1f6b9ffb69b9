import { GetQueueUrlCommand, DeleteQueueCommand, CreateQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { QueueState } from '../../shared/queues.ts'
import { queuesSnapshot } from '../../shared/queues.ts'
import { DepthPoller } from './depth-poller.ts'
import type { JobQueue } from './job-queue.ts'
import { startBench, until } from './transfers/testing/test-bench.ts'
import type { TestBench } from './transfers/testing/test-bench.ts'

let bench: TestBench
let shown: JobQueue
let hidden: JobQueue
let poller: DepthPoller
let now: number
let asked: { name: string; statuses: readonly string[]; others: number }[]

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  shown = await bench.queue()
  hidden = await bench.queue()
  now = 1_000_000
  asked = []
  for (const queue of [shown, hidden]) spy(queue)
  poller = new DepthPoller({ pace: { focusedMs: 20, unfocusedMs: 80 }, now: () => now })
})
afterEach(() => poller.close())

function spy(queue: JobQueue): void {
  const depths = queue.depths.bind(queue)
  let others = 0
  queue.depths = async (options) => {
    asked.push({ name: queue.config.name, statuses: options?.statuses ?? [], others })
    others += 1
    try {
      return await depths(options)
    } finally {
      others -= 1
    }
  }
}

function stateOf(queue: JobQueue): QueueState {
  const state = queuesSnapshot
    .parse(poller.snapshot())
    .queues.find(({ config }) => config.name === queue.config.name)
  if (state === undefined) throw new Error('no such queue')
  return state
}

function lane(queue: JobQueue, status: string) {
  return stateOf(queue).lanes.find((one) => one.status === status)
}

function readings(count: number): Promise<unknown> {
  const from = asked.length
  return until(poller, () => asked.length >= from + count)
}

test('reads all of the watched queue often, and only pending of the others', async () => {
  poller.setQueues([shown, hidden], 'local')
  poller.watch(shown.config.name)
  await shown.submit({ body: 'x' })
  await until(poller, () => lane(shown, 'pending')?.depth?.visible === 1)
  await until(poller, () => lane(hidden, 'pending')?.depth)
  expect(lane(shown, 'completed')?.depth).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  expect(lane(hidden, 'completed')?.depth).toBeNull()
  expect(stateOf(shown)).toMatchObject({ refreshedAt: now, intervalMs: 20, error: null })
  expect(stateOf(hidden).intervalMs).toBeNull()
  expect(asked.filter(({ name }) => name === hidden.config.name)).toHaveLength(1)
  expect(asked.every(({ others }) => others === 0)).toBe(true)
})

test('tells what watching costs, and less without the focus', () => {
  const real = new DepthPoller()
  real.setQueues([shown, hidden], 'local')
  real.watch(shown.config.name)
  expect(real.snapshot().requestsPerHour).toBe(3 * 1_800 + 60)
  real.setFocused(false)
  expect(real.snapshot().requestsPerHour).toBe(3 * 120 + 60)
  return real.close()
})

test('a nudge reads at once and again, never two readings at a time', async () => {
  poller = new DepthPoller({ pace: { focusedMs: 1e8, unfocusedMs: 1e8, unwatchedMs: 1e8 }, now: () => now })
  poller.setQueues([shown], 'local')
  poller.watch(shown.config.name)
  await readings(1)
  for (let count = 0; count < 5; count += 1) poller.nudge(shown.config.name)
  await poller.refresh(shown.config.name)
  const soon = asked.length
  expect(soon).toBeLessThanOrEqual(4)
  await readings(1)
  expect(asked.every(({ others }) => others === 0)).toBe(true)
})

test('each lane tells its own age, as an unwatched queue reads pending only', async () => {
  poller = new DepthPoller({ pace: { focusedMs: 1e8, unfocusedMs: 1e8, unwatchedMs: 20 }, now: () => now })
  poller.setQueues([hidden], 'local')
  expect(lane(hidden, 'completed')?.readAt).toBeNull()
  await poller.refresh(hidden.config.name)
  const before = now
  now += 60_000
  await until(poller, () => lane(hidden, 'pending')?.readAt === now)
  expect(lane(hidden, 'completed')?.readAt).toBe(before)
})

test('an error keeps the last depths, slows down, and passes', async () => {
  poller = new DepthPoller({ now: () => now })
  poller.setQueues([shown], 'local')
  poller.watch(shown.config.name)
  await shown.submit({ body: 'x' })
  await poller.refresh(shown.config.name)
  const clients = bench.servers.clients()
  const QueueName = shown.layout.queue('inprogress')
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  now += 60_000
  await poller.refresh(shown.config.name)
  expect(stateOf(shown)).toMatchObject({
    error: { code: 'QUEUE_NOT_FOUND' },
    refreshedAt: now - 60_000,
    intervalMs: 4_000,
  })
  expect(lane(shown, 'pending')?.depth?.visible).toBe(1)
  for (let count = 0; count < 5; count += 1) await poller.refresh(shown.config.name)
  expect(stateOf(shown).intervalMs).toBe(30_000)
  await clients.sqs.send(new CreateQueueCommand({ QueueName }))
  await poller.refresh(shown.config.name)
  expect(stateOf(shown)).toMatchObject({ error: null, refreshedAt: now, intervalMs: 2_000 })
})

test('keeps a history of 15 minutes, a point every 5 seconds', async () => {
  poller = new DepthPoller({ pace: { focusedMs: 1e8, unfocusedMs: 1e8, unwatchedMs: 1e8 }, now: () => now })
  poller.setQueues([shown], 'local')
  for (let count = 0; count < 250; count += 1) {
    now += count % 2 === 0 ? 2_000 : 5_000
    await poller.refresh(shown.config.name)
  }
  const history = lane(shown, 'pending')?.history ?? []
  expect(history.length).toBeLessThanOrEqual(180)
  expect(history[0]?.at).toBeGreaterThan(now - 15 * 60_000)
  expect(history.at(-1)?.at).toBe(now)
  const gaps = history.slice(1).map(({ at }, index) => at - (history[index]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(5_000)
})

test('keeps what it knows when queues are added, and forgets it with the connection', async () => {
  poller.setQueues([shown], 'local')
  await poller.refresh(shown.config.name)
  poller.setQueues([shown, hidden], 'local')
  expect(lane(shown, 'completed')?.depth).not.toBeNull()
  poller.setQueues([shown], 'another')
  expect(poller.snapshot()).toMatchObject({ connectionId: 'another' })
  expect(lane(shown, 'completed')?.depth).toBeNull()
})

test('closing ends it: no reading comes later', async () => {
  poller.setQueues([shown], 'local')
  poller.watch(shown.config.name)
  await readings(2)
  await poller.close()
  const count = asked.length
  await poller.refresh(shown.config.name)
  poller.nudge(shown.config.name)
  expect(asked).toHaveLength(count)
})
