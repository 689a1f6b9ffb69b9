import { expect, it } from 'vitest'
import { MessagePace } from './message-pace.ts'

/** Sends a message every `everyMs` if it may be sent, and returns how many were sent within a second. */
function sentInASecond(everyMs: number): number {
  const pace = new MessagePace()
  let sent = 0
  for (let now = 1_000; now < 2_000; now += everyMs) {
    if (pace.waitMs(now) > 0) continue
    pace.sent(now)
    sent += 1
  }
  return sent
}

it('lets a few messages through at once', () => {
  const pace = new MessagePace()
  const waits = Array.from({ length: 9 }, () => {
    const wait = pace.waitMs(1_000)
    pace.sent(1_000)
    return wait
  })
  expect(waits).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 16])
})

it('lets slow messages through, and spaces a steady stream', () => {
  expect(sentInASecond(20)).toBe(50)
  expect(sentInASecond(1)).toBeLessThan(75)
})

it('lets a message through after the time that it returned', () => {
  const pace = new MessagePace()
  for (let count = 0; count < 8; count += 1) pace.sent(1_000)
  const wait = pace.waitMs(1_004)
  expect(wait).toBe(12)
  expect(pace.waitMs(1_004 + wait)).toBe(0)
})
