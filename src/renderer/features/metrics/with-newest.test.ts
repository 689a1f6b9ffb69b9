import { expect, test } from 'vitest'
import { figure, queueFigures, queueHistory } from '../../testing/metrics-samples.ts'
import { withNewest } from './with-newest.ts'

const now = 1_000_000_000

function figuresAt(at: number) {
  return queueFigures('demo', { waiting: { ...figure(15), at }, working: { ...figure(2), at } })
}

test('adds counts read after the history was fetched, and moves its range', () => {
  const history = queueHistory([3, 23], now)
  const newer = withNewest(history, figuresAt(history.to + 2_000))
  expect(newer.waiting).toEqual([3, 23, 15])
  expect(newer.working.at(-1)).toBe(2)
  expect([newer.from, newer.to]).toEqual([history.from + 2_000, history.to + 2_000])
})

test('adds counts read before the history was fetched, if the history does not have them', () => {
  const fetched = queueHistory([3, 23], now)
  const history = { ...fetched, to: now + 20_000 }
  const newer = withNewest(history, figuresAt(now + 3_000))
  expect(newer.waiting).toEqual([3, 23, 15])
  expect([newer.from, newer.to]).toEqual([history.from, history.to])
})

test('adds nothing that the history already has', () => {
  const history = queueHistory([3, 23], now)
  expect(withNewest(history, figuresAt(history.at.at(-1) ?? 0))).toBe(history)
  expect(withNewest(history, null)).toBe(history)
})
