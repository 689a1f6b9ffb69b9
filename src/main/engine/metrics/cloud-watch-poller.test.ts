import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { priceOf } from '../../../shared/metrics/request-counts.ts'
import { CloudWatchQueues } from '../aws/cloudwatch/cloudwatch-client.ts'
import { plainNetwork } from '../aws/network/network.ts'
import { RequestCounter } from '../aws/middleware/request-counter.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { CloudWatchPoller, type CloudWatchTarget } from './cloud-watch-poller.ts'
import type { CloudWatchFigures } from './derive-figures.ts'

const minute = 60_000
const now = Date.UTC(2026, 10, 26, 12)

let server: Server
let endpoint: string
let bodies: string[]
let respond: () => { readonly status: number; readonly type: string; readonly body: string | Uint8Array }

beforeEach(async () => {
  bodies = []
  server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body)
      const { status, type, body: content } = respond()
      response.writeHead(status, { 'content-type': type }).end(content)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function client(counter = new RequestCounter()): CloudWatchQueues {
  return new CloudWatchQueues({
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    network: plainNetwork,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    counter,
    endpoint,
  })
}

test('reads ages and deletions with one request, and counts each metric', async () => {
  respond = () =>
    content([
      { id: 'a0', values: [840], at: now - minute },
      { id: 'd0', values: [30, 12], at: now - minute },
      { id: 'a1', values: [9], at: now - 30 * minute },
    ])
  const counter = new RequestCounter()
  const cloudWatch = client(counter)
  const read = await cloudWatch.read(['one', 'two'], now)
  expect(read.get('one')).toEqual({ oldestMs: 840_000, deletedPerHour: 42 })
  expect(read.get('two')).toEqual({ oldestMs: null, deletedPerHour: null })
  expect(bodies).toHaveLength(1)
  const counts = counter.take()
  expect(counts.cloudwatch).toBe(4)
  expect(priceOf(counts)).toBeCloseTo(0.00004)
  cloudWatch.close()
})

test('reports keys that may not read metrics', async () => {
  respond = () => denied()
  const cloudWatch = client()
  await expect(cloudWatch.read(['one'], now)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  cloudWatch.close()
})

function poller(targets: readonly CloudWatchTarget[], read: (id: string, names: readonly string[]) => void) {
  const clock = manualClock()
  const figures = new Map<string, CloudWatchFigures>()
  let states: Readonly<Record<string, string>> = {}
  const made = new CloudWatchPoller({
    on: true,
    targets: () => targets,
    read: async (id, names) => {
      read(id, names)
      return new Map(names.map((name) => [name, { oldestMs: 1, deletedPerHour: null }]))
    },
    onFigures: ({ queue }, one) => figures.set(queue, one),
    onStates: (next) => {
      states = next
    },
    now: clock.now,
    after: clock.after,
  })
  made.start()
  return { clock, made, figures, states: () => states }
}

function targetsOf(connectionId: string, count: number): CloudWatchTarget[] {
  return Array.from({ length: count }, (_, index) => {
    const queue = `${connectionId}${index}`
    return { connectionId, queue, sqsQueue: `${queue}-pending` }
  })
}

test('requests a few queues of one connection per minute, taking turns', async () => {
  const calls: (readonly [string, number])[] = []
  const { clock, made, figures } = poller([...targetsOf('a', 12), ...targetsOf('b', 3)], (id, names) =>
    calls.push([id, names.length]),
  )
  await clock.pass(10 * minute)
  expect(calls).toHaveLength(10)
  expect(Math.max(...calls.map(([, count]) => count))).toBeLessThanOrEqual(5)
  expect(figures.size).toBe(15)
  made.close()
  await clock.pass(10 * minute)
  expect(calls).toHaveLength(10)
})

test('requests nothing while the window is hidden or the poller is off', async () => {
  let calls = 0
  const { clock, made, states } = poller(targetsOf('a', 1), () => (calls += 1))
  made.setVisible(false)
  await clock.pass(5 * minute)
  made.setVisible(true)
  made.setOn(false)
  await clock.pass(5 * minute)
  expect(calls).toBe(0)
  expect(states()).toEqual({ a: 'off' })
  made.setOn(true)
  await clock.pass(minute)
  expect(states()).toEqual({ a: 'ready' })
  made.close()
})

test('does not query a connection again after it denied access, unless its keys change', async () => {
  respond = () => denied()
  const cloudWatch = client()
  const clock = manualClock()
  let states: Readonly<Record<string, string>> = {}
  const made = new CloudWatchPoller({
    on: true,
    targets: () => targetsOf('a', 1),
    read: (_id, names) => cloudWatch.read(names, now),
    onFigures: () => {},
    onStates: (next) => {
      states = next
    },
    now: clock.now,
    after: clock.after,
  })
  made.start()
  await clock.pass(minute)
  await expect.poll(() => states).toEqual({ a: 'denied' })
  await clock.pass(60 * minute)
  expect(bodies).toHaveLength(1)
  made.retry('a')
  await clock.pass(minute)
  await expect.poll(() => bodies.length).toBe(2)
  made.close()
  cloudWatch.close()
})

function content(
  results: readonly { readonly id: string; readonly values: readonly number[]; readonly at: number }[],
) {
  const MetricDataResults = results.map(({ id, values, at }) => ({
    Id: id,
    Label: id,
    Timestamps: values.map((_, index) => (at - index * minute) / 1_000),
    Values: values,
    StatusCode: 'Complete',
  }))
  const body = JSON.stringify({ MetricDataResults, Messages: [] })
  return { status: 200, type: 'application/x-amz-json-1.0', body }
}

function denied() {
  const body = JSON.stringify({
    __type: 'com.amazon.coral.service#AccessDeniedException',
    Message: 'User is not authorized to perform: cloudwatch:GetMetricData',
  })
  return { status: 400, type: 'application/x-amz-json-1.0', body }
}
