import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SharedLimits } from './shared-limits.ts'

const mebibyte = 1_024 * 1_024
const { signal } = new AbortController()

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Waits for one turn of the event loop. Returns how many of the promises have resolved. */
async function resolved(promises: readonly Promise<unknown>[]): Promise<number> {
  let count = 0
  for (const promise of promises) {
    void promise.then(
      () => (count += 1),
      () => undefined,
    )
  }
  await vi.advanceTimersByTimeAsync(0)
  return count
}

test('large chunks share 48 MiB in order, and small ones do not wait for them', async () => {
  const limits = new SharedLimits()
  const large = Array.from({ length: 9 }, () => limits.reserve(8 * mebibyte, signal))
  expect(await resolved(large)).toBe(6)
  const small = Array.from({ length: 32 }, () => limits.reserve(mebibyte / 2, signal))
  expect(await resolved(small)).toBe(32)
  expect(await resolved([limits.reserve(10, signal)])).toBe(0)
  const giveBack = await large[0]
  giveBack?.()
  giveBack?.()
  expect(await resolved(large)).toBe(7)
})

test('a request larger than the budget waits for all of it, and no other request overtakes it', async () => {
  const limits = new SharedLimits()
  const first = await limits.reserve(8 * mebibyte, signal)
  const gives: (() => void)[] = []
  const huge = limits.reserve(500 * mebibyte, signal)
  const after = limits.reserve(2 * mebibyte, signal)
  expect(await resolved([huge, after])).toBe(0)
  first()
  gives.push(await huge)
  expect(await resolved([after])).toBe(0)
  gives[0]?.()
  expect(await resolved([after])).toBe(1)
})

test('an aborted request stops waiting', async () => {
  const limits = new SharedLimits()
  await limits.reserve(30 * mebibyte, signal)
  const abort = new AbortController()
  const given = limits.reserve(30 * mebibyte, abort.signal)
  const behind = limits.reserve(2 * mebibyte, signal)
  abort.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  expect(await resolved([behind])).toBe(1)
  await expect(limits.reserve(1, abort.signal)).rejects.toThrow('enough')
  await expect(limits.pace(1, abort.signal)).rejects.toThrow('enough')
})

/** Passes chunks of 64 KiB one after another. Returns how many bytes have passed so far. */
function moving(limits: SharedLimits, bytes = 65_536): () => number {
  let pieces = 0
  void (async () => {
    for (;;) {
      await limits.pace(bytes, signal)
      pieces += 1
    }
  })()
  return () => pieces * bytes
}

function sum(all: readonly (() => number)[]): number {
  return all.reduce((total, one) => total + one(), 0)
}

test('all transfers share the speed limit evenly, and a large chunk delays the next ones', async () => {
  const limits = new SharedLimits()
  expect(await resolved([limits.pace(10 ** 12, signal)])).toBe(1)
  limits.setSpeed(10_000_000)
  const [up, down] = [moving(limits), moving(limits)]
  const marks: number[] = []
  for (let second = 0; second < 3; second += 0.5) {
    const before = up() + down()
    await vi.advanceTimersByTimeAsync(500)
    marks.push(up() + down() - before)
  }
  for (const mark of marks.slice(1)) expect(mark / 5_000_000).toBeCloseTo(1, 1)
  expect(up() / down()).toBeCloseTo(1, 1)
  expect(await resolved([limits.pace(20_000_000, signal)])).toBe(0)
  const before = up() + down()
  await vi.advanceTimersByTimeAsync(1_900)
  expect(up() + down() - before).toBeLessThan(1_000_000)
})

test('small files get half the speed alongside large ones, and all of it otherwise', async () => {
  const limits = new SharedLimits()
  limits.setSpeed(1_000_000)
  const large = Array.from({ length: 4 }, () => moving(limits, 262_144))
  const small = Array.from({ length: 32 }, () => moving(limits, 5_000))
  await vi.advanceTimersByTimeAsync(20_000)
  expect(sum(small) / (sum(small) + sum(large))).toBeCloseTo(0.5, 1)
})

test('a new limit applies to waiting chunks, and removing it lets all pass', async () => {
  const limits = new SharedLimits()
  limits.setSpeed(1_000)
  const ahead = limits.pace(1_000_000, signal)
  await vi.advanceTimersByTimeAsync(100)
  await ahead
  const waiting = [limits.pace(1, signal), limits.pace(1, signal)]
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await resolved(waiting)).toBe(0)
  limits.setSpeed(1_000_000)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await resolved(waiting)).toBe(2)
  const more = [limits.pace(10 ** 9, signal), limits.pace(1, signal)]
  expect(await resolved(more)).toBe(1)
  limits.setSpeed(null)
  expect(await resolved(more)).toBe(2)
})

test('a low speed limit allows fewer bytes in flight, and removing it allows all again', async () => {
  const limits = new SharedLimits()
  limits.setSpeed(50_000)
  const large = Array.from({ length: 9 }, () => limits.reserve(8 * mebibyte, signal))
  expect(await resolved(large)).toBe(2)
  const wide = limits.reserve(64 * mebibyte, signal)
  limits.setSpeed(null)
  expect(await resolved([...large, wide])).toBe(6)
  limits.setSpeed(50_000)
  for (const reservation of large.slice(0, 6)) (await reservation)()
  expect(await resolved(large.slice(6))).toBe(2)
  for (const reservation of large.slice(6, 8)) (await reservation)()
  expect(await resolved(large.slice(8))).toBe(1)
  for (const reservation of large.slice(8)) (await reservation)()
  expect(await resolved([wide])).toBe(1)
})
