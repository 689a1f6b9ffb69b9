import { expect, test } from 'vitest'
import { metricsChange, metricsSnapshot } from '../../../shared/metrics/metrics.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { AlarmBoard } from './alarm-board.ts'
import { queueHistory, sparklinesOf } from './depth-charts.ts'
import type { DepthLog, DepthSample, StoredSample } from './depth-log.ts'
import { QueueMetrics, type MeasuredQueue } from './queue-metrics.ts'

const minute = 60_000
const demo = { connectionId: 'local', queue: 'demo' }

function memoryLog(stored: readonly DepthSample[] = []) {
  const added: DepthSample[] = []
  const log: DepthLog = {
    add: (samples) => void added.push(...samples),
    history: async () => stored,
    recent: async (since) => stored.filter(({ at }) => at >= since),
    latest: async () => stored.slice(-1),
    quarters: async () => stored,
    ownWork: async () => [],
  }
  return { log, added }
}

function sample(at: number, waiting: number, afterGap = false): DepthSample {
  return { ...demo, at, waiting, working: 0, total: waiting, completed: null, afterGap }
}

function setUp(stored: readonly DepthSample[] = []) {
  const clock = manualClock(100 * minute)
  const { log, added } = memoryLog(stored)
  const queues: MeasuredQueue[] = [{ ...demo, exact: true }]
  const alarms = new AlarmBoard({ rules: [], now: clock.now })
  const metrics = new QueueMetrics({ log, alarms, queues: () => queues, now: clock.now, after: clock.after })
  const read = (visible: number): void =>
    metrics.onReading({
      ...demo,
      at: clock.now(),
      depths: { pending: { visible, inFlight: 1, delayed: 2 } },
      nextWithinMs: minute,
    })
  return { clock, added, queues, metrics, read }
}

test("shows the previous session's last numbers until the first reading", async () => {
  const { metrics, clock } = setUp([sample(5 * minute, 7)])
  await metrics.start()
  expect(metricsSnapshot.parse(metrics.snapshot()).queues[0]?.waiting).toMatchObject({
    value: 7,
    at: 5 * minute,
  })
  expect(clock.waiting).toBe(1)
  metrics.close()
  expect(clock.waiting).toBe(0)
})

test('keeps at most one sample every 5 s, writes them every 30 s, and shows each reading at once', async () => {
  const { clock, added, metrics, read } = setUp()
  for (let second = 0; second < 24; second += 2) {
    read(second)
    await clock.pass(2_000)
  }
  expect(added).toEqual([])
  expect(metrics.snapshot().queues[0]).toMatchObject({ waiting: { value: 22 }, delayed: 2 })
  await clock.pass(30_000)
  expect(added.map(({ waiting, total }) => [waiting, total])).toEqual([
    [0, 3],
    [6, 9],
    [12, 15],
    [18, 21],
  ])
})

test('remembers that the queue was empty between two samples', async () => {
  const { clock, metrics } = setUp()
  const read = (visible: number): void =>
    metrics.onReading({
      ...demo,
      at: clock.now(),
      depths: { pending: { visible, inFlight: 0, delayed: 0 } },
      nextWithinMs: minute,
    })
  for (const visible of [4, 0, 0, 5]) {
    await clock.pass(1_000)
    read(visible)
  }
  expect(metrics.snapshot().queues[0]?.oldestMs).toMatchObject({ value: 1_000, sign: 'at-most' })
})

test('marks the first sample after missing readings', async () => {
  const { clock, added, metrics, read } = setUp()
  for (const pause of [0, minute, 10 * minute, minute]) {
    await clock.pass(pause)
    read(1)
  }
  metrics.flush()
  expect(added.map(({ afterGap }) => afterGap)).toEqual([true, false, true, false])
})

test('pushes only the queues that have changed', async () => {
  const { metrics, queues, read } = setUp()
  const second = { connectionId: 'aws', queue: 'second', exact: false }
  queues.push(second)
  metrics.updateQueues()
  const { revision } = metricsChange.parse(metrics.takeChange())
  read(3)
  const change = metricsChange.parse(metrics.takeChange())
  expect(change).toMatchObject({ from: revision, queues: [{ queue: 'demo' }], removed: [] })
  queues.pop()
  metrics.updateQueues()
  expect(metrics.takeChange().removed).toEqual([{ connectionId: 'aws', queue: 'second' }])
  expect(metrics.snapshot().queues).toHaveLength(1)
})

test("ends a chart's line where readings are missing", async () => {
  const now = 100 * minute
  const stored = [sample(50 * minute, 1, true), sample(51 * minute, 2), sample(80 * minute, 3, true)]
  const history = await queueHistory(memoryLog(stored).log, demo, '1h', now)
  expect(history).toMatchObject({ from: 40 * minute, to: now, waiting: [1, 2, null, 3] })
  expect(history.at).toEqual([50 * minute, 51 * minute, 80 * minute - 1, 80 * minute])
})

test('draws a day as 48 points, with gaps only where readings are missing', async () => {
  const hour = 60 * minute
  const quarters: StoredSample[] = [sample(hour, 4, true), sample(3 * hour, 8), sample(20 * hour, 2, true)]
  const log: DepthLog = {
    ...memoryLog().log,
    quarters: async () => quarters.map((one) => ({ ...demo, ...one })),
  }
  const { series } = await sparklinesOf(log, 24 * hour)
  expect(series[0]?.values).toHaveLength(48)
  expect(series[0]?.values.slice(0, 8)).toEqual([null, null, 4, 4, 4, 4, 8, null])
  expect(series[0]?.values.indexOf(2)).toBe(40)
})
