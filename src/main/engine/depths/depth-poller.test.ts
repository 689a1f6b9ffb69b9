import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { GetQueueUrlCommand, DeleteQueueCommand, CreateQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { QueueState } from '../../../shared/queues/queues.ts'
import { queuesSnapshot } from '../../../shared/queues/queues.ts'
import { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { DepthPoller } from './depth-poller.ts'
import type { DepthReading } from './depth-reading.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { manualClock, type ManualClock } from '../testing/manual-clock.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'

let bench: TestBench
let shown: JobQueue
let hidden: JobQueue
let poller: DepthPoller
let clock: ManualClock
let asked: { readonly name: string; readonly statuses: readonly string[]; readonly at: number }[]
let underWay: number

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  shown = await bench.queue()
  hidden = await bench.queue()
  clock = manualClock()
  asked = []
  underWay = 0
  for (const queue of [shown, hidden]) spy(queue)
  poller = new DepthPoller({ now: clock.now, after: clock.after })
})
afterEach(() => poller.close())

function spy(queue: JobQueue): void {
  const depths = queue.depths.bind(queue)
  queue.depths = async (options) => {
    asked.push({ name: queue.config.name, statuses: options?.statuses ?? [], at: clock.now() })
    underWay += 1
    expect(underWay).toBeLessThanOrEqual(2)
    try {
      return await depths(options)
    } finally {
      underWay -= 1
    }
  }
}

/** Shows a connection with these job queues. */
function show(
  queues: readonly JobQueue[],
  connectionId: string,
  circuit: CircuitBreaker | null = null,
): void {
  poller.activate(connectionId)
  poller.setQueues(queues, connectionId, circuit)
}

function stateOf(queue: JobQueue): QueueState {
  const state = queuesSnapshot
    .parse(poller.snapshot())
    .queues.find(({ config }) => config.name === queue.config.name)
  if (state === undefined) throw new Error('no such queue')
  return state
}

function statusQueue(queue: JobQueue, status: string) {
  return stateOf(queue).statusQueues.find((one) => one.status === status)
}

function pass(ms: number): Promise<void> {
  return clock.pass(ms, () => poller.settled())
}

/** Returns the pauses between a queue's readings, in seconds. */
function pauses(queue: JobQueue): number[] {
  const times = asked.filter(({ name }) => name === queue.config.name).map(({ at }) => at)
  return times.slice(1).map((at, index) => Math.round((at - (times[index] ?? 0)) / 100) / 10)
}

test('reads the watched queue often, and only `pending` of the others', async () => {
  await shown.submit({ body: 'x' })
  show([shown, hidden], 'local')
  poller.watch(shown.config.name)
  await pass(30_000)
  expect(statusQueue(shown, 'pending')?.depth).toEqual({ visible: 1, inFlight: 0, delayed: 0 })
  expect(statusQueue(shown, 'completed')?.depth).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  expect(statusQueue(hidden, 'pending')?.depth?.visible).toBe(0)
  expect(statusQueue(hidden, 'completed')?.depth).toBeNull()
  expect(stateOf(hidden).intervalMs).toBeNull()
  expect(asked.filter(({ name }) => name === hidden.config.name)).toHaveLength(1)
})

/** Returns the pauses between the readings of all statuses of a queue. */
function fullPauses(queue: JobQueue): number[] {
  const all = asked.filter(({ name, statuses }) => name === queue.config.name && statuses.length === 3)
  return all.slice(1).map(({ at }, index) => Math.round((at - (all[index]?.at ?? 0)) / 1_000))
}

test('reads `pending` at least every 2 s in a focused window, and the other statuses less often', async () => {
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(120_000)
  expect(Math.max(...pauses(shown))).toBeLessThanOrEqual(2)
  expect(fullPauses(shown).at(-1)).toBe(20)
  expect(stateOf(shown).intervalMs).toBe(2_000)

  await shown.submit({ body: 'x' })
  asked = []
  await pass(5_000)
  expect(statusQueue(shown, 'pending')?.depth?.visible).toBe(1)
  expect(fullPauses(shown)).not.toEqual([])
})

test('reads a queue whose changes are reported rarely, and soon after a report', async () => {
  await poller.close()
  poller = new DepthPoller({ now: clock.now, after: clock.after, reportsChanges: (id) => id === 'local' })
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(10_000)
  expect(stateOf(shown).intervalMs).toBe(0)
  asked = []
  await pass(240_000)
  expect(pauses(shown)).toEqual([60, 60, 60])

  const { jobId } = await shown.submit({ body: 'x' })
  poller.noteChange('other')
  poller.noteChange('local')
  await pass(1_000)
  expect(statusQueue(shown, 'pending')?.depth?.visible).toBe(1)

  // A lease may end without a report.
  const job = await shown.next('pending')
  expect(job?.id).toBe(jobId)
  poller.noteChange('local')
  await pass(5_000)
  asked = []
  await pass(60_000)
  expect(Math.max(...pauses(shown))).toBeLessThanOrEqual(2)
  expect(stateOf(shown).intervalMs).toBe(2_000)
})

test('reads a queue again after a report that came during a reading', async () => {
  await poller.close()
  poller = new DepthPoller({ now: clock.now, after: clock.after, reportsChanges: () => true })
  show([shown], 'local')
  poller.watch(shown.config.name)
  const depths = shown.depths.bind(shown)
  let isFirst = true
  shown.depths = async (options) => {
    const result = await depths(options)
    if (isFirst) {
      isFirst = false
      await shown.submit({ body: 'x' })
      poller.noteChange('local')
    }
    return result
  }
  await pass(3_000)
  expect(statusQueue(shown, 'pending')?.depth?.visible).toBe(1)
})

test('reads less often without focus while nothing changes, and often again after a change', async () => {
  show([shown], 'local')
  poller.watch(shown.config.name)
  poller.setFocused(false)
  await pass(200_000)
  const calm = pauses(shown)
  expect(calm.slice(0, 5)).toEqual([3, 4.5, 6.8, 10.1, 15.2])
  expect(calm.slice(-2)).toEqual([30, 30])
  expect(stateOf(shown).intervalMs).toBe(30_000)

  await shown.submit({ body: 'x' })
  asked = []
  await pass(36_000)
  expect(pauses(shown).slice(0, 2)).toEqual([2, 3])
})

test('reports the requests per hour at the current intervals, limited by the budget', async () => {
  show([shown, hidden], 'local')
  poller.watch(shown.config.name)
  await pass(600_000)
  expect(poller.snapshot().requestsPerHour).toBeGreaterThan(1_750)
  expect(poller.snapshot().requestsPerHour).toBeLessThanOrEqual(2_000)
  poller.setFocused(false)
  await pass(600_000)
  expect(poller.snapshot().requestsPerHour).toBeCloseTo((3 * 3_600) / 30 + 3_600 / 300)
})

test('continues reading the queues of other connections, and reports each reading', async () => {
  const readings: DepthReading[] = []
  poller.onReading((reading) => readings.push(reading))
  show([hidden], 'other')
  show([shown], 'local')
  poller.watch(shown.config.name)
  await hidden.submit({ body: 'x' })
  await pass(600_000)
  expect(poller.snapshot().queues.map(({ config }) => config.name)).toEqual([shown.config.name])
  const others = readings.filter(({ connectionId }) => connectionId === 'other')
  expect(others.length).toBeGreaterThan(2)
  expect(others.at(-1)).toMatchObject({ queue: hidden.config.name, depths: { pending: { visible: 1 } } })
  expect(Object.keys(others.at(-1)?.depths ?? {})).toEqual(['pending'])
  poller.keepOnly(new Set(['local']))
  asked = []
  await pass(1_200_000)
  expect(asked.filter(({ name }) => name === hidden.config.name)).toEqual([])
})

test('reports no active connection until its queues are set', () => {
  poller.activate('later')
  expect(poller.snapshot().connectionId).toBe('')
  poller.setQueues([], 'later')
  expect(poller.snapshot()).toMatchObject({ connectionId: 'later', queues: [] })
})

test('reads rarely while the window is hidden, and at once when it is shown', async () => {
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(60_000)
  poller.setVisible(false)
  asked = []
  await pass(3_600_000)
  expect(Math.min(...pauses(shown))).toBeGreaterThanOrEqual(60)
  expect(asked.length).toBeLessThan(20)
  asked = []
  poller.setVisible(true)
  await pass(0)
  expect(asked).toHaveLength(1)
})

test('refreshes at once and again soon, however often a refresh is requested', async () => {
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(300_000)
  asked = []
  for (let count = 0; count < 50; count += 1) poller.refreshSoon(shown.config.name)
  await pass(2_400)
  expect(asked.map(({ at }) => Math.round((at - (asked[0]?.at ?? 0)) / 500) * 500)).toEqual([0, 1_500])
})

test("tracks the age of each status queue's reading, because only `pending` is read for an unwatched queue", async () => {
  show([hidden], 'local')
  expect(statusQueue(hidden, 'completed')?.readAt).toBeNull()
  await poller.refresh(hidden.config.name)
  const before = clock.now()
  await pass(600_000)
  expect(statusQueue(hidden, 'pending')?.readAt).toBeGreaterThan(before)
  expect(statusQueue(hidden, 'completed')?.readAt).toBe(before)
})

test('keeps the last depths after an error, slows down, and recovers', async () => {
  await shown.submit({ body: 'x' })
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(0)
  const readAt = clock.now()
  const clients = bench.servers.clients()
  const QueueName = shown.names.queue('inprogress')
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  await pass(1_500)
  expect(stateOf(shown)).toMatchObject({
    error: { code: 'QUEUE_NOT_FOUND' },
    refreshedAt: readAt,
    intervalMs: 4_000,
  })
  expect(statusQueue(shown, 'pending')?.depth?.visible).toBe(1)
  await pass(200_000)
  expect(stateOf(shown).intervalMs).toBe(60_000)
  await clients.sqs.send(new CreateQueueCommand({ QueueName }))
  await pass(60_000)
  expect(stateOf(shown)).toMatchObject({ error: null })
})

test('makes no request while the circuit is open, and reads at once when it closes', async () => {
  const circuit = new CircuitBreaker({ now: clock.now, after: clock.after, random: () => 1 })
  show([shown, hidden], 'local', circuit)
  poller.watch(shown.config.name)
  await pass(5_000)
  asked = []
  circuit.report(new EngineError('CONNECTION_REFUSED'))
  poller.refreshSoon(shown.config.name)
  await poller.refresh(shown.config.name)
  poller.setFocused(false)
  await pass(600_000)
  expect(asked).toEqual([])
  expect(poller.snapshot().requestsPerHour).toBe(0)
  circuit.succeed()
  await pass(0)
  expect(asked.map(({ name }) => name).toSorted()).toEqual([shown.config.name, hidden.config.name].toSorted())
})

test('closes the circuit after a success, and opens it after a failure', async () => {
  const circuit = new CircuitBreaker({ now: clock.now, after: clock.after, random: () => 1 })
  const nowhere = 'http://127.0.0.1:1'
  const lost = await bench.queue()
  lost.reconnect(bench.servers.clients({ sqsEndpoint: nowhere }))
  show([lost], 'other', circuit)
  await pass(0)
  expect(circuit.state()).toMatchObject({ state: 'open', error: { code: 'CONNECTION_REFUSED' } })
  lost.reconnect(bench.servers.clients())
  const passing = circuit.pass(new AbortController().signal)
  await pass(1_000)
  await passing
  circuit.succeed()
  await pass(0)
  expect(stateOf(lost)).toMatchObject({ error: null })
  expect(circuit.state().state).toBe('closed')
})

test('reports a server that does not respond as a timeout', async () => {
  const mute = createServer()
  mute.listen(0, '127.0.0.1')
  await once(mute, 'listening')
  const circuit = new CircuitBreaker({ now: clock.now, after: clock.after, random: () => 1 })
  const lost = await bench.queue()
  const { port } = mute.address() as AddressInfo
  lost.reconnect(bench.servers.clients({ sqsEndpoint: `http://127.0.0.1:${port}` }))
  poller = new DepthPoller({ now: clock.now, after: clock.after, timeoutMs: 50 })
  show([lost], 'other', circuit)
  await pass(0)
  expect(circuit.state()).toMatchObject({ state: 'open', error: { code: 'TIMED_OUT' } })
  expect(stateOf(lost).error?.hint).toMatch(/\.$/)
  mute.close()
})

test('keeps a history of 15 minutes with a sample every 5 seconds', async () => {
  poller = new DepthPoller({ now: clock.now, after: clock.after, budgetPerHour: 1_000_000 })
  show([shown], 'local')
  for (let count = 0; count < 250; count += 1) {
    await clock.pass(count % 2 === 0 ? 2_000 : 5_000)
    await poller.refresh(shown.config.name)
  }
  const history = statusQueue(shown, 'pending')?.history ?? []
  expect(history.length).toBeLessThanOrEqual(180)
  expect(history[0]?.at).toBeGreaterThan(clock.now() - 15 * 60_000)
  expect(history.at(-1)?.at).toBe(clock.now())
  const gaps = history.slice(1).map(({ at }, index) => at - (history[index]?.at ?? 0))
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4_500)
})

test('keeps its readings when queues are added, and drops them when the connection changes', async () => {
  show([shown], 'local')
  await poller.refresh(shown.config.name)
  show([shown, hidden], 'local')
  expect(statusQueue(shown, 'completed')?.depth).not.toBeNull()
  show([shown], 'another')
  expect(poller.snapshot()).toMatchObject({ connectionId: 'another' })
  expect(statusQueue(shown, 'completed')?.depth).toBeNull()
})

test('reads nothing after it is closed', async () => {
  show([shown], 'local')
  poller.watch(shown.config.name)
  await pass(10_000)
  await poller.close()
  const count = asked.length
  await poller.refresh(shown.config.name)
  poller.refreshSoon(shown.config.name)
  await pass(600_000)
  expect(asked).toHaveLength(count)
  expect(clock.waiting).toBe(0)
})
