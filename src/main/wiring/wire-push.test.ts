import type { WebContents } from 'electron'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Emitter } from '../engine/async/emitter.ts'
import { Push } from '../ipc/push.ts'
import { wirePush } from './wire-push.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Returns how often transfers are pushed while they change constantly for ten seconds. */
async function pushesOf(listed: number): Promise<number> {
  let pushes = 0
  const page = { send: (event: string) => (pushes += event === 'transfers:changed' ? 1 : 0) }
  const push = new Push(
    () => page as unknown as WebContents,
    (_event, error) => {
      throw error
    },
  )
  const changed = new Emitter()
  const silent = { onChange: () => () => undefined }
  const transfers = {
    onChange: (listener: () => void) => changed.on(listener),
    snapshot: () => ({ revision: 1, transfers: Array.from({ length: listed }, () => ({})), counts: {} }),
  }
  const names = [
    'local',
    'connections',
    'claims',
    'history',
    'poller',
    'requestMeter',
    'metrics',
    'alarms',
    'doctor',
    'updates',
  ]
  const jobs = { list: silent, counts: silent }
  const parts = { ...Object.fromEntries(names.map((name) => [name, silent])), jobs, transfers }
  wirePush(push, parts as unknown as Parameters<typeof wirePush>[1])
  for (let at = 0; at < 10_000; at += 10) {
    changed.emit()
    await vi.advanceTimersByTimeAsync(10)
  }
  push.close()
  return pushes
}

it('pushes a few transfers often, and many once a second', async () => {
  expect(await pushesOf(3)).toBeGreaterThanOrEqual(25)
  const ofMany = await pushesOf(200)
  expect(ofMany).toBeGreaterThanOrEqual(9)
  expect(ofMany).toBeLessThanOrEqual(12)
})
