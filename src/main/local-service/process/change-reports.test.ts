import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChangeReports } from './change-reports.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('reports the first change at once, and more of them once per second', () => {
  const send = vi.fn<() => void>()
  const reports = new ChangeReports(send)
  reports.changed()
  expect(send).toHaveBeenCalledTimes(1)
  for (let count = 0; count < 100; count += 1) reports.changed()
  expect(send).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(send).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(60_000)
  expect(send).toHaveBeenCalledTimes(2)
  reports.changed()
  expect(send).toHaveBeenCalledTimes(3)
})
