import type { WebContents } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Push } from './push.ts'

let sent: (readonly [event: string, payload: unknown])[]
let push: Push

beforeEach(() => {
  vi.useFakeTimers()
  sent = []
  const page = { send: (event: string, payload: unknown) => sent.push([event, payload]) }
  push = new Push(
    () => page as unknown as WebContents,
    (_event, error) => {
      throw error
    },
  )
})

afterEach(() => {
  push.close()
  vi.useRealTimers()
})

/** Plans a push of the alarms. Its payload is the time when the snapshot was taken. */
const plan = (minMs?: number): void => push.plan('alarms:changed', () => Date.now() as never, minMs)

describe('pushes', () => {
  it('are sent at once after an idle period, even shortly after another push', async () => {
    plan()
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toHaveLength(1)
    push.plan('local:changed', () => 'local' as never)
    await vi.advanceTimersByTimeAsync(20)
    expect(sent.map(([event]) => event)).toEqual(['alarms:changed', 'local:changed'])
  })

  it('are sent four times a second under constant change, each with the latest state', async () => {
    await vi.advanceTimersByTimeAsync(5_000)
    const started = Date.now()
    for (let at = 0; at < 10_000; at += 5) {
      plan()
      push.plan('local:changed', () => 'local' as never)
      await vi.advanceTimersByTimeAsync(5)
    }
    const ofAlarms = sent.filter(([event]) => event === 'alarms:changed')
    expect(ofAlarms.length).toBeGreaterThanOrEqual(38)
    expect(ofAlarms.length).toBeLessThanOrEqual(46)
    expect(Math.abs(sent.length - 2 * ofAlarms.length)).toBeLessThanOrEqual(1)
    expect(ofAlarms.at(-1)?.[1]).toBeGreaterThan(started + 9_500)
  })

  it('that are large are sent less often, and do not hold up others', async () => {
    plan(1_000)
    await vi.advanceTimersByTimeAsync(1)
    expect(sent).toHaveLength(1)
    for (let round = 0; round < 50; round += 1) {
      plan(1_000)
      await vi.advanceTimersByTimeAsync(10)
    }
    expect(sent).toHaveLength(1)
    push.plan('local:changed', () => 'local' as never)
    await vi.advanceTimersByTimeAsync(20)
    expect(sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(500)
    expect(sent.map(([event]) => event)).toEqual(['alarms:changed', 'local:changed', 'alarms:changed'])
  })

  it('are skipped if there is nothing left to send', async () => {
    push.planIfAny('jobs:changed', () => null)
    await vi.advanceTimersByTimeAsync(100)
    expect(sent).toEqual([])
  })
})
