import { expect, test } from 'vitest'
import { makeClock, startMs } from '../testing/held-clock.ts'
import { maxLeaseMs } from '../protocol/job.ts'
import { momentOf } from './lease-clock.ts'
import { LeaseDeadline } from './lease-deadline.ts'

const lost = expect.objectContaining({ code: 'LEASE_LOST' })

function makeLease(leaseMs = 30_000) {
  const clock = makeClock()
  return { clock, lease: new LeaseDeadline(clock, momentOf(clock), leaseMs) }
}

test('ends on time, and counts a renewal from the start of its request', () => {
  const { clock, lease } = makeLease()
  clock.suspend(20_000)
  const renewal = lease.next(60_000)
  clock.suspend(5_000)
  expect(lease.renewed(renewal)).toBe(startMs + 80_000)
  expect([lease.leftMs(), lease.wallDeadline]).toEqual([55_000, startMs + 80_000])
  clock.suspend(54_999)
  lease.check()
  clock.suspend(1)
  expect(() => lease.check()).toThrow(lost)
})

test.each([
  ['the computer sleeps', (clock: ReturnType<typeof makeClock>) => clock.sleep(30_000)],
  ['the process is suspended', (clock: ReturnType<typeof makeClock>) => clock.suspend(30_000)],
])('expires if %s for the whole lease, and no renewal revives it', (_, pass) => {
  const { clock, lease } = makeLease()
  const inFlight = lease.next(30_000)
  pass(clock)
  expect(() => lease.check()).toThrow(lost)
  expect(() => lease.next(30_000)).toThrow(lost)
  expect(() => lease.renewed(inFlight)).toThrow(lost)
})

test.each([13 * 3_600_000, -13 * 3_600_000])('ignores a wall clock change of %i ms', (setMs) => {
  const { clock, lease } = makeLease()
  clock.set(setMs)
  clock.suspend(10_000)
  expect(lease.leftMs()).toBe(20_000)
  expect(lease.renewed(lease.next(30_000))).toBe(clock.wall() + 30_000)
  expect(lease.wallFinal).toBe(clock.wall() + maxLeaseMs - 10_000)
})

test('cannot be renewed beyond 12 hours', () => {
  const { clock, lease } = makeLease(maxLeaseMs - 1_000)
  clock.suspend(maxLeaseMs - 60_000)
  expect(lease.untilFinalMs()).toBe(60_000)
  expect(() => lease.next(60_001)).toThrow(/12 hours/)
  lease.renewed(lease.next(60_000))
  expect(lease.isFinal).toBe(true)
})

test("is restored from a previous session's data", () => {
  const clock = makeClock()
  const saved = { receivedAt: startMs - 100_000, deadline: startMs + 12_000, leaseMs: 30_000 }
  const lease = LeaseDeadline.restored(clock, saved)
  expect([lease.leftMs(), lease.leaseMs, lease.wallDeadline]).toEqual([12_000, 30_000, startMs + 12_000])
  expect(lease.untilFinalMs()).toBe(maxLeaseMs - 100_000)
})

test('is never restored with more time than the lease had', () => {
  const clock = makeClock()
  const saved = { receivedAt: startMs, deadline: startMs + 3_600_000, leaseMs: 30_000 }
  expect(LeaseDeadline.restored(clock, saved).leftMs()).toBe(30_000)
})
