import { expect, test } from 'vitest'
import { noRequests, priceOf, type RequestCounts } from '../../shared/metrics/request-counts.ts'
import { requestsSnapshot } from '../../shared/metrics/requests.ts'
import { RequestMeter, type RequestLog } from './request-meter.ts'

type Row = Awaited<ReturnType<RequestLog['since']>>[number]

function makeMeter(before: readonly Row[] = []) {
  const rows = [...before]
  const counted: [string, RequestCounts][] = []
  let now = new Date(2026, 10, 24, 23, 59, 50).getTime()
  let changes = 0
  const meter = new RequestMeter({
    log: {
      add: (day, connectionId, counts) => {
        for (const [kind, count] of Object.entries(counts)) rows.push({ day, connectionId, kind, count })
      },
      since: (day) => Promise.resolve(rows.filter((row) => row.day >= day)),
    },
    take: () => counted.splice(0),
    now: () => now,
  })
  meter.onChange(() => (changes += 1))
  return { meter, counted, rows, changes: () => changes, pass: (ms: number) => (now += ms) }
}

test('adds up by day and connection, on top of the stored counts', async () => {
  const { meter, counted, rows, pass } = makeMeter([
    { day: '2026-11-24', connectionId: 'prod', kind: 'sqs', count: 5 },
    { day: '2026-10-01', connectionId: 'prod', kind: 'sqs', count: 9 },
    { day: '2026-11-24', connectionId: 'prod', kind: 'from a newer version', count: 9 },
  ])
  await meter.load()
  counted.push(['prod', { ...noRequests, sqs: 2 }], ['local', { ...noRequests, 's3-write': 1 }])
  meter.flush()
  pass(20_000)
  counted.push(['prod', { ...noRequests, 's3-read': 3 }])
  meter.flush()
  expect(requestsSnapshot.parse(meter.snapshot())).toMatchObject({
    today: '2026-11-25',
    days: [
      { day: '2026-11-25', connectionId: 'prod', counts: { 's3-read': 3, sqs: 0 } },
      { day: '2026-11-24', connectionId: 'prod', counts: { sqs: 7 } },
      { day: '2026-11-24', connectionId: 'local', counts: { 's3-write': 1 } },
    ],
  })
  expect(rows.filter(({ kind, count }) => kind === 'sqs' && count === 2)).toHaveLength(1)
})

test('stores nothing before loading, and nothing without requests', async () => {
  const { meter, counted, rows, changes } = makeMeter()
  counted.push(['local', { ...noRequests, sqs: 1 }])
  meter.flush()
  expect(rows).toEqual([])
  await meter.load()
  meter.flush()
  expect(meter.snapshot().days).toHaveLength(1)
  const before = changes()
  counted.push(['local', noRequests])
  meter.flush()
  expect(changes()).toBe(before)
})

test('prices a million requests of each kind like AWS', () => {
  const million = 1_000_000
  expect(priceOf({ ...noRequests, sqs: million })).toBeCloseTo(0.4)
  expect(priceOf({ ...noRequests, 's3-write': million })).toBeCloseTo(5)
  expect(priceOf({ ...noRequests, 's3-read': million })).toBeCloseTo(0.4)
  expect(priceOf({ ...noRequests, 's3-free': million })).toBe(0)
})
