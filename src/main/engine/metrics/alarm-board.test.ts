import { beforeEach, expect, test } from 'vitest'
import type { AlarmCondition, AlarmRule, RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { DepthReading } from '../depths/depth-reading.ts'
import { manualClock, type ManualClock } from '../testing/manual-clock.ts'
import { AlarmBoard } from './alarm-board.ts'
import type { DepthLog, OwnWork } from './depth-log.ts'
import { QueueMetrics } from './queue-metrics.ts'

const minute = 60_000
const demo = { connectionId: 'local', queue: 'demo' }
const other = { connectionId: 'aws', queue: 'other' }

let clock: ManualClock
let own: OwnWork[]
let announced: RaisedAlarm[]
let board: AlarmBoard
let metrics: QueueMetrics

const log: DepthLog = {
  add() {},
  history: async () => [],
  recent: async () => [],
  latest: async () => [],
  quarters: async () => [],
  ownWork: async () => own,
}

beforeEach(() => {
  clock = manualClock()
  own = []
  announced = []
})

function start(conditions: readonly AlarmCondition[], raised: readonly RaisedAlarm[] = []): void {
  const rules = conditions.map((condition, index): AlarmRule => ({ id: `r${index}`, queue: null, condition }))
  board = new AlarmBoard({ rules, raised, now: clock.now })
  board.onRaised((alarm) => announced.push(alarm))
  metrics = new QueueMetrics({
    log,
    alarms: board,
    queues: () => [
      { ...demo, exact: true },
      { ...other, exact: false },
    ],
    now: clock.now,
    after: clock.after,
  })
}

interface Counts {
  readonly waiting: number
  readonly working?: number
  readonly completed?: number
}

/** Adds a reading after a minute, or after `after`. */
async function read({ waiting, working = 0, completed = 0 }: Counts, after = minute): Promise<void> {
  await clock.pass(after)
  const reading: DepthReading = {
    ...demo,
    at: clock.now(),
    depths: {
      pending: { visible: waiting, inFlight: working, delayed: 0 },
      completed: { visible: completed, inFlight: 0, delayed: 0 },
    },
    nextWithinMs: 5 * minute,
  }
  metrics.onReading(reading)
}

const raised = (): string[] => board.raised.map(({ ruleId, queue, value }) => `${ruleId} ${queue} ${value}`)

test('raises an alarm once many jobs have waited long enough, announces it once, and clears it', async () => {
  start([{ kind: 'waiting', over: 10, minutes: 3 }])
  for (const waiting of [11, 12, 13]) await read({ waiting })
  expect(raised()).toEqual([])
  await read({ waiting: 14 })
  await read({ waiting: 15 })
  expect(raised()).toEqual(['r0 demo 15'])
  expect(announced).toHaveLength(1)
  expect(metrics.snapshot().queues[0]?.alarms).toEqual(['r0'])
  await read({ waiting: 10 })
  expect(raised()).toEqual([])
})

test('starts over when fewer jobs wait in between, or readings are missing', async () => {
  start([{ kind: 'waiting', over: 10, minutes: 3 }])
  for (const waiting of [11, 11, 11, 9, 11, 11]) await read({ waiting })
  expect(raised()).toEqual([])
  await read({ waiting: 11 }, 60 * minute)
  expect(raised()).toEqual([])
  for (const waiting of [11, 11, 11]) await read({ waiting })
  expect(raised()).toEqual(['r0 demo 11'])
})

test('does not announce an alarm that keeps coming and going', async () => {
  start([{ kind: 'waiting', over: 10, minutes: 0 }])
  for (const waiting of [11, 9, 11, 9, 11]) await read({ waiting })
  expect(raised()).toEqual(['r0 demo 11'])
  expect(announced).toHaveLength(1)
  await read({ waiting: 9 })
  await read({ waiting: 11 }, 10 * minute)
  expect(announced).toHaveLength(2)
})

test('detects that nothing finishes while jobs wait', async () => {
  start([{ kind: 'nothing-finished', minutes: 3 }])
  for (const waiting of [5, 6, 7]) await read({ waiting, working: 1 })
  expect(raised()).toEqual([])
  await read({ waiting: 8, working: 1 })
  expect(raised()).toEqual([`r0 demo ${3 * minute}`])
  // A message has left the queue, although the number of waiting ones is the same.
  await read({ waiting: 8, working: 0 })
  expect(raised()).toEqual([])
})

test.each([
  ['a message arrives in completed', { waiting: 9, completed: 1 }],
  ['the queue is empty', { waiting: 0 }],
])('does not call a queue stuck when %s', async (_name, counts) => {
  start([{ kind: 'nothing-finished', minutes: 3 }])
  await read({ waiting: 5 })
  await read({ waiting: 5 })
  await read(counts)
  await read({ waiting: 10, completed: 1 })
  await read({ waiting: 10, completed: 1 })
  expect(raised()).toEqual([])
})

test('includes jobs that this app finished itself', async () => {
  start([{ kind: 'nothing-finished', minutes: 3 }])
  own = [{ ...demo, finished: 1, oldestSentAt: null }]
  await metrics.start()
  await read({ waiting: 5 })
  await read({ waiting: 5 })
  own = [{ ...demo, finished: 2, oldestSentAt: null }]
  await read({ waiting: 5 })
  await read({ waiting: 5 })
  expect(raised()).toEqual([])
  metrics.close()
})

test('raises an alarm for dead letters, whichever connection the queue belongs to', () => {
  start([{ kind: 'dead' }])
  metrics.onDeadLetters({ ...other, dead: { queue: 'x', count: 0, readAt: clock.now() } })
  expect(raised()).toEqual([])
  metrics.onDeadLetters({ ...other, dead: { queue: 'x', count: 3, readAt: clock.now() } })
  expect(raised()).toEqual(['r0 other 3'])
  metrics.onDeadLetters({ ...other, dead: { queue: 'x', count: 0, readAt: clock.now() } })
  expect(raised()).toEqual([])
})

test('raises an alarm for an old job only if its age is proven', async () => {
  start([{ kind: 'oldest', minutes: 5 }])
  await read({ waiting: 0 })
  for (let minutes = 0; minutes < 8; minutes += 1) await read({ waiting: 1 })
  expect(metrics.snapshot().queues[0]?.oldestMs).toMatchObject({ sign: 'at-most', value: 8 * minute })
  expect(raised()).toEqual([])
  metrics.onCloudWatch(demo, { at: clock.now(), oldestMs: 6 * minute, finishedPerHour: null })
  expect(raised()).toEqual([`r0 demo ${6 * minute}`])
})

test("does not repeat the previous session's announcements", async () => {
  const before: RaisedAlarm = {
    ruleId: 'r0',
    ...demo,
    condition: { kind: 'waiting', over: 1, minutes: 0 },
    value: 5,
    since: 1,
  }
  start([{ kind: 'waiting', over: 1, minutes: 0 }], [before])
  await read({ waiting: 6 })
  expect(raised()).toEqual(['r0 demo 6'])
  expect(announced).toEqual([])
})

test('clears the alarms of a removed or changed rule, and tests the new rules', async () => {
  start([{ kind: 'waiting', over: 1, minutes: 0 }, { kind: 'dead' }])
  await read({ waiting: 6 })
  metrics.onDeadLetters({ ...demo, dead: { queue: 'x', count: 2, readAt: clock.now() } })
  expect(raised()).toHaveLength(2)
  board.setRules([{ id: 'r1', queue: other, condition: { kind: 'dead' } }])
  metrics.testAll()
  expect(raised()).toEqual([])
})
