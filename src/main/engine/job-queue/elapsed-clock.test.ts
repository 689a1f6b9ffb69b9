import { beforeEach, expect, test } from 'vitest'
import { elapsedClock } from './elapsed-clock.ts'

let times: { uptime: number; monotonic: number; wall: number }
let reads: number
let elapsed: () => number

beforeEach(() => {
  times = { uptime: 5_000, monotonic: 100, wall: 1_000_000 }
  reads = 0
  elapsed = elapsedClock({
    uptime: () => {
      reads += 1
      return times.uptime
    },
    monotonic: () => times.monotonic,
    wall: () => times.wall,
  })
})

function pass(ms: number): void {
  times.uptime += ms
  times.wall += ms
  times.monotonic += ms
}

test('uses the monotonic clock and reads the uptime once a second', () => {
  const readings = Array.from({ length: 20 }, () => {
    pass(100)
    return elapsed()
  })
  expect(readings).toEqual(Array.from({ length: 20 }, (_, index) => 5_100 + 100 * index))
  expect(reads).toBe(2)
})

test('includes the time asleep at once', () => {
  elapsed()
  times.uptime += 60_000
  times.wall += 60_000
  expect(elapsed()).toBe(65_000)
})

test('ignores changes to the wall clock', () => {
  elapsed()
  for (const jump of [3_600_000, -7_200_000]) {
    times.wall += jump
    pass(10)
    elapsed()
  }
  expect(elapsed()).toBe(5_020)
})

test('never goes back, however coarse the uptime is', () => {
  elapsed()
  pass(900)
  const before = elapsed()
  times.uptime = 5_000
  times.wall += 60
  expect(elapsed()).toBe(before)
})
