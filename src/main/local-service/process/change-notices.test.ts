import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ChangeNotices } from './change-notices.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('reports the first change at once, and more of them once per second', () => {
  const send = vi.fn<() => void>()
  const notices = new ChangeNotices(send)
  notices.changed()
  expect(send).toHaveBeenCalledTimes(1)
  for (let count = 0; count < 100; count += 1) notices.changed()
  expect(send).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(1_000)
  expect(send).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(60_000)
  expect(send).toHaveBeenCalledTimes(2)
  notices.changed()
  expect(send).toHaveBeenCalledTimes(3)
})
