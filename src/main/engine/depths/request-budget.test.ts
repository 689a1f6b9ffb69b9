import { CreateQueueCommand } from '@aws-sdk/client-sqs'
import { array, assert, asyncProperty, constantFrom, integer, record, tuple } from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DepthPoller } from './depth-poller.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { RequestBudget } from './request-budget.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const hourMs = 3_600_000
const statuses = ['pending', 'inprogress', 'completed']

let servers: TestServers
let proxy: ScriptedProxy
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  for (const queue of queues(3)) await queue.ensure()
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

function queues(count: number): JobQueue[] {
  const clients = servers.clients({ sqsEndpoint: proxy.endpoint })
  return Array.from({ length: count }, (_, index) => {
    return new JobQueue({ config: { name: `b${index}`, layout: 'in-out', statuses }, clients })
  })
}

/** Returns the maximum number of requests that reached the server within any hour. */
function worstHour(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((from, first) => times.slice(first).filter((at) => at < from + hourMs).length),
  )
}

const action = constantFrom(
  'watch',
  'unwatch',
  'refresh-soon',
  'refresh',
  'add',
  'leave',
  'hide',
  'show',
  'break',
  'mend',
)
const play = record({
  budget: integer({ min: 60, max: 150 }),
  steps: array(tuple(action, constantFrom(0, 100, 1_000, 10_000, 600_000)), { maxLength: 60 }),
})

test('never exceeds the budget in any hour, as counted by the server', async () => {
  await assert(
    asyncProperty(play, async ({ budget, steps }) => {
      const clock = manualClock()
      const poller = new DepthPoller({ now: clock.now, after: clock.after, budgetPerHour: budget })
      const all = queues(3)
      const times: number[] = []
      const settled = async (): Promise<void> => {
        await poller.settled()
        while (times.length < proxy.requests.length - before) times.push(clock.now())
      }
      const before = proxy.requests.length
      poller.activate('local')
      poller.setQueues(all, 'local')
      poller.watch('b0')
      for (const [act, waitMs] of steps) {
        if (act === 'watch') poller.watch('b1')
        if (act === 'unwatch') poller.watch(null)
        if (act === 'refresh-soon') poller.refreshSoon('b0')
        if (act === 'refresh') await poller.refresh('b2')
        if (act === 'add') poller.setQueues(all, 'local')
        if (act === 'leave') poller.setQueues(queues(3), 'other')
        if (act === 'hide') poller.setVisible(false)
        if (act === 'show') poller.setVisible(true)
        if (act === 'break') proxy.respond(() => true, { status: 500 })
        if (act === 'mend') proxy.reset()
        await settled()
        await clock.pass(waitMs, settled)
      }
      await clock.pass(hourMs, settled)
      await poller.close()
      proxy.reset()
      expect(times.length).toBeGreaterThan(0)
      expect(worstHour(times)).toBeLessThanOrEqual(budget)
    }),
    { numRuns: 8 },
  )
}, 120_000)

test('spreads the budget over the hour under constant change, and never delays the watched queue for long', async () => {
  const clock = manualClock()
  const poller = new DepthPoller({ now: clock.now, after: clock.after, budgetPerHour: 2_000 })
  const times: number[] = []
  const before = proxy.requests.length
  const settled = async (): Promise<void> => {
    await poller.settled()
    poller.refreshSoon('b0')
    while (times.length < proxy.requests.length - before) times.push(clock.now())
  }
  poller.activate('local')
  poller.setQueues(queues(3), 'local')
  poller.watch('b0')
  await clock.pass(hourMs, settled)
  await poller.close()
  expect(times.length).toBeLessThanOrEqual(2_000)
  expect(times.length).toBeGreaterThan(1_500)
  const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(20_000)
}, 60_000)

test('reads a free server at least every 2 s under constant change, outside the budget', async () => {
  const clock = manualClock()
  const poller = new DepthPoller({
    now: clock.now,
    after: clock.after,
    budgetPerHour: 48,
    isFree: (connectionId) => connectionId === 'local',
  })
  const readAt = [clock.now()]
  poller.onReading(({ connectionId }) => {
    if (connectionId === 'local') readAt.push(clock.now())
  })
  poller.activate('local')
  poller.setQueues(queues(1), 'local')
  poller.setQueues(queues(1), 'paid')
  poller.watch('b0')
  await clock.pass(hourMs / 20, async () => {
    await poller.settled()
    poller.refreshSoon('b0')
  })
  const gaps = readAt.slice(1).map((at, index) => at - (readAt[index] ?? 0))
  expect(Math.max(...gaps)).toBeLessThanOrEqual(2_000)
  expect(poller.snapshot().requestsPerHour).toBeLessThanOrEqual(48)
  expect(poller.budgets.of('paid').fill()).toBeGreaterThan(0)
  await poller.close()
}, 60_000)

test('shares the budget between a hundred queues and the one on screen', async () => {
  const clock = manualClock()
  const poller = new DepthPoller({ now: clock.now, after: clock.after })
  poller.activate('local')
  poller.setQueues(queues(100), 'local')
  poller.watch('b0')
  await clock.pass(hourMs / 2, () => poller.settled())
  const { requestsPerHour, queues: states } = poller.snapshot()
  expect(requestsPerHour).toBeLessThanOrEqual(2_000)
  expect(states[0]?.intervalMs).toBeLessThanOrEqual(20_000)
  await poller.close()
}, 60_000)

test('reads 500 job queues of two connections within the budget, without missing one', async () => {
  const clock = manualClock()
  const poller = new DepthPoller({ now: clock.now, after: clock.after })
  const times: number[] = []
  const before = proxy.requests.length
  const read = new Set<string>()
  poller.onReading(({ connectionId, queue }) => read.add(`${connectionId} ${queue}`))
  const settled = async (): Promise<void> => {
    await poller.settled()
    while (times.length < proxy.requests.length - before) times.push(clock.now())
  }
  const clients = servers.clients()
  const many = queues(250)
  await Promise.all(
    many.map(({ names }) => clients.sqs.send(new CreateQueueCommand({ QueueName: names.queue('pending') }))),
  )
  clients.close()
  poller.activate('local')
  poller.setQueues(many, 'local')
  poller.setQueues(many, 'other')
  await clock.pass(hourMs / 2, settled)
  await poller.close()
  expect(times.length).toBeGreaterThan(500)
  // Half an hour's requests, plus the initial burst.
  expect(times.length).toBeLessThanOrEqual(1_250)
  expect(read.size).toBe(500)
}, 120_000)

test('never receives a message', async () => {
  const clock = manualClock()
  const poller = new DepthPoller({ now: clock.now, after: clock.after })
  const [queue] = queues(1)
  if (queue === undefined) throw new Error('no queue')
  await queue.submit({ body: 'x' })
  poller.activate('local')
  poller.setQueues([queue], 'local')
  poller.watch('b0')
  for (let count = 0; count < 30; count += 1) {
    poller.refreshSoon('b0')
    await poller.refresh('b0')
    await clock.pass(60_000, () => poller.settled())
  }
  await poller.close()
  expect(poller.snapshot().queues[0]?.statusQueues[0]?.depth?.visible).toBe(1)
  const job = await queue.next('pending')
  expect(job?.receivedCount).toBe(1)
  if (job !== null) await queue.acknowledge(job)
})

test('adds no tokens when the budget is raised or the clock is set back', () => {
  let now = 0
  const budget = new RequestBudget(80, () => now)
  expect(budget.tryTake(10)).toBe(true)
  budget.setPerHour(8_000)
  expect(budget.tryTake(1)).toBe(false)
  now = -hourMs
  expect(budget.tryTake(1)).toBe(false)
  now = -hourMs + 1_000
  expect(budget.waitMs(1)).toBe(0)
  budget.setPerHour(48)
  now += hourMs
  expect(budget.tryTake(7)).toBe(false)
  expect(budget.tryTake(6)).toBe(true)
  budget.refund(100)
  expect(budget.fill()).toBe(1)
})
