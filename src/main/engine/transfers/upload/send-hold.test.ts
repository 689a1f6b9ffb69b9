import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { SendHold } from './send-hold.ts'

const signal = new AbortController().signal
const later = (): number => Date.now() + 3_600_000

test('does not hold messages without a time, or whose time has passed', async () => {
  const hold = new SendHold(Date.now)
  await hold.wait(null, signal)
  await hold.wait(Date.now(), signal)
  expect(hold.size).toBe(0)
})

test('holds until the time has come', async () => {
  const hold = new SendHold(Date.now)
  const sendsAt = Date.now() + 60
  const waiting = hold.wait(sendsAt, signal)
  expect(hold.holds(sendsAt)).toBe(true)
  expect(hold.size).toBe(1)
  await waiting
  expect(Date.now()).toBeGreaterThanOrEqual(sendsAt)
  expect(hold.size).toBe(0)
})

test('releases ten thousand in small groups, so that nothing else has to wait', async () => {
  const hold = new SendHold(Date.now)
  const sendsAt = later()
  for (let index = 0; index < 10_000; index += 1) void hold.wait(sendsAt, signal)
  let most = 0
  const ended = hold.end()
  while (hold.size > 0) {
    const before = hold.size
    await setImmediate()
    most = Math.max(most, before - hold.size)
  }
  await ended
  expect(most).toBeLessThanOrEqual(200)
  await hold.wait(later(), signal)
})

test('stops waiting when it is aborted', async () => {
  const hold = new SendHold(Date.now)
  const abort = new AbortController()
  const waiting = hold.wait(later(), abort.signal)
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  expect(hold.size).toBe(0)
  await expect(hold.wait(null, abort.signal)).rejects.toThrow('enough')
})
