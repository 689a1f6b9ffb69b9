import { expect, test } from 'vitest'
import type { DepthSample } from './depth-log.ts'
import { deriveFigures, type FigureInputs } from './derive-figures.ts'

const minute = 60_000
const start = 1_000_000_000

function sample(minutes: number, waiting: number, overrides: Partial<DepthSample> = {}): DepthSample {
  return {
    connectionId: 'local',
    queue: 'demo',
    at: start + minutes * minute,
    waiting,
    working: 2,
    total: waiting + 2,
    completed: null,
    afterGap: false,
    ...overrides,
  }
}

function derive(samples: readonly DepthSample[], inputs: Partial<FigureInputs> = {}) {
  return deriveFigures({
    samples,
    exact: true,
    delayed: 0,
    dead: null,
    own: null,
    cloudWatch: null,
    ...inputs,
  })
}

test('derives nothing without a reading', () => {
  expect(Object.values(derive([], { delayed: null })).every((figure) => figure === null)).toBe(true)
})

test('marks counts from SQS as approximate, and those from Local as exact', () => {
  expect(derive([sample(0, 5)]).waiting).toMatchObject({ value: 5, sign: 'exact', source: 'counts' })
  expect(derive([sample(0, 5)], { exact: false }).working).toMatchObject({ value: 2, sign: 'about' })
})

test('derives the rate and the time to empty from the last ten minutes', () => {
  const samples = [sample(0, 900), sample(20, 500), sample(25, 400), sample(30, 300)]
  expect(derive(samples)).toMatchObject({
    perMinute: { value: -20, source: 'samples' },
    emptyInMs: { value: 15 * minute, sign: 'about' },
  })
})

test('shows no time to empty while a queue grows or is empty', () => {
  expect(derive([sample(0, 5), sample(5, 50)])).toMatchObject({ perMinute: { value: 9 }, emptyInMs: null })
  expect(derive([sample(0, 5), sample(5, 0)])).toMatchObject({ perMinute: { value: -1 }, emptyInMs: null })
})

test('derives no rate across missing readings, or from less than a minute', () => {
  expect(derive([sample(0, 5), sample(5, 50, { afterGap: true })]).perMinute).toBeNull()
  expect(derive([sample(0, 5), sample(0.5, 50)]).perMinute).toBeNull()
  expect(derive([sample(0, 5), sample(30, 65)]).perMinute).toMatchObject({ value: 2 })
})

test('counts arrivals in completed as a lower bound of finished jobs', () => {
  const arrivals = [4, 9, 2, 5].map((completed, index) => sample(index * 10, 1, { completed }))
  expect(derive(arrivals).finishedPerHour).toMatchObject({ value: 8, sign: 'at-least', source: 'completed' })
  expect(derive(arrivals, { exact: false }).finishedPerHour).toMatchObject({ value: 1 })
  expect(derive([sample(0, 1), sample(50, 1)]).finishedPerHour).toBeNull()
})

test("prefers CloudWatch's measurement, otherwise the stronger bound", () => {
  const samples = [sample(0, 1, { completed: 1 }), sample(5, 1, { completed: 3 })]
  const own = { finished: 7, oldestSentAt: null, at: start }
  const cloudWatch = { at: start, oldestMs: 9_000, finishedPerHour: 120 }
  expect(derive(samples, { own }).finishedPerHour).toMatchObject({ value: 7, source: 'own' })
  const measured = derive(samples, { own, cloudWatch })
  expect(measured.finishedPerHour).toMatchObject({ value: 120, sign: 'about', source: 'cloudwatch' })
  expect(measured.oldestMs).toMatchObject({ value: 9_000, sign: 'about', source: 'cloudwatch' })
  const silent = derive(samples, { own, cloudWatch: { at: start, oldestMs: null, finishedPerHour: null } })
  expect(silent.finishedPerHour).toMatchObject({ source: 'own' })
})

test('limits the age of the oldest job to what is proven', () => {
  const samples = [sample(0, 0, { total: 0 }), sample(10, 5)]
  expect(derive(samples).oldestMs).toMatchObject({ value: 10 * minute, sign: 'at-most', source: 'empty' })
  const own = { finished: 0, oldestSentAt: start + 6 * minute, at: start }
  expect(derive(samples, { own }).oldestMs).toMatchObject({
    value: 4 * minute,
    sign: 'at-least',
    source: 'own',
  })
})

test('ignores a job that was sent before the queue was empty', () => {
  const samples = [sample(0, 3), sample(5, 0, { total: 0 }), sample(10, 5)]
  const own = { finished: 0, oldestSentAt: start, at: start }
  expect(derive(samples, { own }).oldestMs).toMatchObject({ value: 5 * minute, sign: 'at-most' })
  const approximate = derive(samples, { own, exact: false })
  expect(approximate.oldestMs).toMatchObject({ value: 10 * minute, sign: 'at-least' })
})

test('does not conclude from an approximate count that a queue was empty', () => {
  const samples = [sample(0, 0, { total: 0 }), sample(10, 5)]
  expect(derive(samples, { exact: false }).oldestMs).toBeNull()
})

test('reports no oldest job for an empty queue', () => {
  const own = { finished: 0, oldestSentAt: start, at: start }
  expect(derive([sample(5, 0)], { own }).oldestMs).toBeNull()
})
