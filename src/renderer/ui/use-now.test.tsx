import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { minuteMs, secondMs, useNow, useTimeDerived } from './use-now.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pass = (ms: number): void => act(() => void vi.advanceTimersByTime(ms))

it('wakes up only as often as what is shown needs it', () => {
  const minutes = vi.fn<(now: number) => number>((now) => Math.floor(now / minuteMs))
  const slow = renderHook(() => useTimeDerived(minutes, minuteMs))
  minutes.mockClear()
  pass(minuteMs - 1)
  expect(minutes).not.toHaveBeenCalled()
  const first = slow.result.current
  pass(1)
  expect(slow.result.current).toBe(first + 1)

  const fast = renderHook(() => useNow())
  const before = fast.result.current
  pass(3 * secondMs)
  expect(fast.result.current).toBe(before + 3 * secondMs)
  fast.unmount()
  minutes.mockClear()
  pass(minuteMs - 1)
  expect(minutes).not.toHaveBeenCalled()
  slow.unmount()
  expect(vi.getTimerCount()).toBe(0)
})

it('starts with the current time after a pause', () => {
  const slow = renderHook(() => useTimeDerived((now) => now, minuteMs))
  pass(minuteMs / 2)
  const fast = renderHook(() => useNow())
  expect(fast.result.current).toBe(Date.now())
  fast.unmount()
  slow.unmount()
})
