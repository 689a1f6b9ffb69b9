import { expect, test } from 'vitest'
import type { LeaseState } from '../../../../shared/jobs/claims.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { maxLeaseMs } from '../../protocol/job.ts'
import { momentOf } from '../../job-queue/lease-clock.ts'
import { LeaseDeadline } from '../../job-queue/lease-deadline.ts'
import { Lease } from './lease.ts'
import { makeClock, settle, startMs } from '../../testing/held-clock.ts'

/** Returns a lease of 30 s. `confirm` stands in for the server and resolves when a renewal is confirmed. */
function makeLease(confirm: () => Promise<void> = () => Promise.resolve()) {
  const clock = makeClock()
  const deadline = new LeaseDeadline(clock, momentOf(clock), 30_000)
  const renewals: { at: number; seconds: number }[] = []
  const states: LeaseState[] = []
  const lease = new Lease({
    deadline,
    renew: (seconds) => {
      renewals.push({ at: clock.wall() - startMs, seconds })
      const renewal = deadline.next(seconds * 1_000)
      return confirm().then(() => deadline.renewed(renewal))
    },
    onChange: (state) => states.push(state),
  })
  lease.start()
  return { lease, clock, renewals, states }
}

/** Returns a lease whose first renewal is confirmed by `finish`. */
function makeSlowLease() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { ...makeLease(() => promise), finish: resolve }
}

test('is renewed after a third of its duration, and stays held', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(35_000)
  expect(renewals.map(({ at }) => at)).toEqual([10_000, 20_000, 30_000])
  expect(lease.held).toBe(true)
  expect(lease.state().deadline).toBe(startMs + 60_000)
})

test('is lost when the server rejects a renewal', async () => {
  const { lease, clock, states } = makeLease(() => Promise.reject(new EngineError('LEASE_LOST', 'taken')))
  await clock.pass(10_000)
  expect(lease.state()).toMatchObject({
    state: 'lost',
    error: { code: 'LEASE_LOST', message: expect.stringContaining('another worker has the job') },
  })
  expect(states).toHaveLength(1)
  expect(clock.waiting).toBe(0)
  expect(() => lease.assertHeld()).toThrow(expect.objectContaining({ code: 'LEASE_LOST' }))
})

test('is lost when its queue is gone', async () => {
  const { lease, clock } = makeLease(() => Promise.reject(new EngineError('QUEUE_NOT_FOUND')))
  await clock.pass(10_000)
  expect(lease.state()).toMatchObject({ state: 'lost', error: { code: 'QUEUE_NOT_FOUND' } })
})

test('retries during an outage, and reports the error', async () => {
  let broken = true
  const { lease, clock, renewals } = makeLease(() =>
    broken ? Promise.reject(new EngineError('NETWORK')) : Promise.resolve(),
  )
  await clock.pass(12_000)
  expect(lease.state()).toMatchObject({ state: 'held', error: { code: 'NETWORK' } })
  expect(renewals.map(({ at }) => at)).toEqual([10_000, 11_000])
  broken = false
  await clock.pass(2_000)
  expect(lease.state()).toMatchObject({ state: 'held', error: null, deadline: startMs + 43_000 })
})

test('is lost when an outage lasts longer than the lease', async () => {
  const { lease, clock } = makeLease(() => Promise.reject(new EngineError('NETWORK')))
  await clock.pass(29_999)
  expect(lease.held).toBe(true)
  await clock.pass(1)
  expect(lease.state()).toMatchObject({
    state: 'lost',
    error: { code: 'LEASE_LOST', message: expect.stringContaining('cannot be reached') },
  })
})

test('is lost after a sleep longer than the lease, although no timer fired', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(5_000)
  clock.sleep(240_000)
  expect(lease.held).toBe(false)
  expect(lease.state().error).toMatchObject({
    message: 'The computer slept for 4 min, longer than the lease of 30 s.',
    hint: expect.stringContaining('files can still be saved'),
  })
  await clock.pass(60_000)
  expect(renewals).toEqual([])
})

test('is renewed at once after a sleep shorter than the lease', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(5_000)
  clock.sleep(24_000)
  expect(lease.state().deadline - clock.wall()).toBe(1_000)
  lease.renewNow()
  await settle()
  expect(renewals.map(({ at }) => at)).toEqual([29_000])
  expect(lease.state()).toMatchObject({ state: 'held', deadline: clock.wall() + 30_000 })
})

test('ignores wall clock changes', async () => {
  for (const jump of [-3_600_000, 3_600_000]) {
    const { lease, clock } = makeLease(() => Promise.reject(new EngineError('NETWORK')))
    clock.set(jump)
    expect(lease.held).toBe(true)
    expect(lease.state().deadline - clock.wall()).toBe(30_000)
    await clock.pass(29_999)
    expect(lease.held).toBe(true)
    await clock.pass(1)
    expect(lease.held).toBe(false)
  }
})

test('is lost after the app was suspended for too long, and is not renewed', async () => {
  const { lease, clock, renewals } = makeLease()
  clock.suspend(31_000)
  await clock.pass(0)
  expect(renewals).toEqual([])
  expect(lease.state()).toMatchObject({
    state: 'lost',
    error: { message: expect.stringContaining('suspended') },
  })
})

test('stays lost when a renewal succeeds after the deadline', async () => {
  const { lease, clock, finish } = makeSlowLease()
  await clock.pass(30_000)
  expect(lease.state().state).toBe('lost')
  finish()
  await settle()
  expect(lease.state().state).toBe('lost')
})

test('waits for a renewal in flight before it stops or ends', async () => {
  const { lease, clock, finish } = makeSlowLease()
  await clock.pass(10_000)
  let stopped = false
  const stopping = lease.stop().then(() => (stopped = true))
  await settle()
  expect(stopped).toBe(false)
  finish()
  await stopping
  expect(clock.waiting).toBe(0)
  expect(lease.state()).toMatchObject({ state: 'held', deadline: startMs + 40_000 })
  await lease.end()
  expect(lease.state().state).toBe('ended')
})

test('is renewed at once if a stop took longer than a third of its duration', async () => {
  const { lease, clock, renewals } = makeLease()
  await lease.stop()
  await clock.pass(15_000)
  lease.start()
  await clock.pass(0)
  expect(renewals.map(({ at }) => at)).toEqual([15_000])
})

test('ends 12 hours after the message was received', async () => {
  const { lease, clock, renewals } = makeLease()
  await clock.pass(maxLeaseMs - 2_000)
  expect(lease.held).toBe(true)
  expect(renewals.at(-1)?.seconds).toBeLessThan(30)
  await clock.pass(2_000)
  expect(lease.state()).toMatchObject({
    state: 'lost',
    error: { message: expect.stringContaining('12 hours') },
  })
})
