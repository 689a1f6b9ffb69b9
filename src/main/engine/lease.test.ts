import { expect, test } from 'vitest'
import type { LeaseState } from '../../shared/jobs.ts'
import { EngineError } from './errors.ts'
import { longestLeaseMs } from './job.ts'
import { Lease } from './lease.ts'

const startMs = 1_000_000

/** Two clocks that move only when told; sleeping moves the wall clock alone. */
function makeClock() {
  let wall = startMs
  let monotonic = 0
  let timers: { at: number; call: () => void }[] = []
  return {
    wall: () => wall,
    monotonic: () => monotonic,
    random: () => 0.5,
    after(ms: number, call: () => void) {
      const timer = { at: monotonic + ms, call }
      timers.push(timer)
      return () => {
        timers = timers.filter((one) => one !== timer)
      }
    },
    sleep(ms: number) {
      wall += ms
    },
    async pass(ms: number) {
      const end = monotonic + ms
      for (;;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        timers = timers.filter((one) => one !== next)
        wall += Math.max(0, next.at - monotonic)
        monotonic = Math.max(monotonic, next.at)
        next.call()
        await settle()
      }
      wall += end - monotonic
      monotonic = end
    },
    get waiting() {
      return timers.length
    },
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

function makeLease(renewal: (seconds: number, wall: number) => Promise<number> | null = () => null) {
  const clock = makeClock()
  const renewals: { at: number; seconds: number }[] = []
  const states: LeaseState[] = []
  const lease = new Lease({
    renew: (seconds) => {
      renewals.push({ at: clock.wall() - startMs, seconds })
      return renewal(seconds, clock.wall()) ?? Promise.resolve(clock.wall() + seconds * 1_000)
    },
    receivedAt: startMs,
    deadline: startMs + 30_000,
    durationMs: 30_000,
    onChange: (state) => states.push(state),
    clock,
  })
  lease.start()
  return { lease, clock, renewals, states }
}

/** A lease whose renewal is answered by `finish`. */
function makeSlowLease() {
  const answers: ((deadline: number) => void)[] = []
  const made = makeLease(() => new Promise((resolve) => answers.push(resolve)))
  return { ...made, finish: (deadline: number) => answers[0]?.(deadline) }
}

test('renews at a third of its time, and stays held', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(35_000)
  expect(renewals.map(({ at }) => at)).toEqual([10_000, 20_000, 30_000])
  expect(lease.held).toBe(true)
  expect(lease.state().deadline).toBe(startMs + 60_000)
})

test('is lost when the server says so', async () => {
  const { lease, clock, states } = makeLease(() => Promise.reject(new EngineError('LEASE_LOST', 'taken')))
  await clock.pass(10_000)
  expect(lease.state()).toMatchObject({ state: 'lost', error: { code: 'LEASE_LOST', message: 'taken' } })
  expect(states).toHaveLength(1)
  expect(clock.waiting).toBe(0)
  expect(() => lease.assertHeld()).toThrow(expect.objectContaining({ code: 'LEASE_LOST' }))
})

test('is lost when its queue is gone', async () => {
  const { lease, clock } = makeLease(() => Promise.reject(new EngineError('QUEUE_NOT_FOUND')))
  await clock.pass(10_000)
  expect(lease.state()).toMatchObject({ state: 'lost', error: { code: 'QUEUE_NOT_FOUND' } })
})

test('tries again through an outage, and tells of it', async () => {
  let broken = true
  const { lease, clock, renewals } = makeLease(() =>
    broken ? Promise.reject(new EngineError('NETWORK')) : null,
  )
  await clock.pass(12_000)
  expect(lease.state()).toMatchObject({ state: 'held', error: { code: 'NETWORK' } })
  expect(renewals.map(({ at }) => at)).toEqual([10_000, 11_000])
  broken = false
  await clock.pass(2_000)
  expect(lease.state()).toMatchObject({ state: 'held', error: null, deadline: startMs + 43_000 })
})

test('is lost when an outage outlasts it', async () => {
  const { lease, clock } = makeLease(() => Promise.reject(new EngineError('NETWORK')))
  await clock.pass(29_999)
  expect(lease.held).toBe(true)
  await clock.pass(1)
  expect(lease.state()).toMatchObject({ state: 'lost', error: { code: 'LEASE_LOST' } })
})

test('is lost after a sleep, though its timers saw none of it', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(5_000)
  clock.sleep(60_000)
  expect(lease.held).toBe(false)
  await clock.pass(60_000)
  expect(renewals).toEqual([])
})

test('is lost by the monotonic clock when somebody sets the time back', async () => {
  const { lease, clock } = makeLease(() => Promise.reject(new EngineError('NETWORK')))
  clock.sleep(-3_600_000)
  await clock.pass(30_000)
  expect(lease.held).toBe(false)
})

test('a renewal that succeeds after the deadline does not bring it back', async () => {
  const { lease, clock, finish } = makeSlowLease()
  await clock.pass(30_000)
  expect(lease.state().state).toBe('lost')
  finish(startMs + 90_000)
  await settle()
  expect(lease.state().state).toBe('lost')
})

test('stop waits for the renewal in flight; end ends it for good', async () => {
  const { lease, clock, finish } = makeSlowLease()
  await clock.pass(10_000)
  let stopped = false
  const stopping = lease.stop().then(() => (stopped = true))
  await settle()
  expect(stopped).toBe(false)
  finish(startMs + 40_000)
  await stopping
  expect(clock.waiting).toBe(0)
  expect(lease.state()).toMatchObject({ state: 'held', deadline: startMs + 40_000 })
  await lease.end()
  expect(lease.state().state).toBe('ended')
})

test('goes on after a stop, sooner where time was lost', async () => {
  const { lease, clock, renewals } = makeLease()
  await lease.stop()
  await clock.pass(15_000)
  lease.start()
  await clock.pass(0)
  expect(renewals.map(({ at }) => at)).toEqual([15_000])
})

test('ends 12 hours after the receive', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(longestLeaseMs - 2_000)
  expect(lease.held).toBe(true)
  expect(renewals.at(-1)?.seconds).toBeLessThan(30)
  await clock.pass(2_000)
  expect(lease.state()).toMatchObject({
    state: 'lost',
    error: { message: expect.stringContaining('12 hours') },
  })
})
