import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../src/main/engine/job-queue/lease-clock.ts'
import type { LeaseClock } from '../src/main/engine/job-queue/lease-clock.ts'
import { AppInstance } from './app/app-instance.ts'
import { checkInvariant, checkDeletes } from './oracle/invariant.ts'
import { finishAsIntended, drain } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const hour = 3_600_000

/** The jumps of the wall clock and of the elapsed time in ms. Setting the clock moves only the wall clock. */
const jumps: readonly (readonly [what: string, wall: number, elapsed: number])[] = [
  ['an hour of sleep', hour, hour],
  ['set forward by an hour', hour, 0],
  ['set back by an hour', -hour, 0],
  ['an hour of sleep, then set back by two', -hour, hour],
]

test.each(jumps)(
  "never deletes another consumer's message after a clock jump: %s",
  async (what, wall, elapsed) => {
    const tally = new Tally(`clock: ${what}`)
    const shift = { wall: 0, elapsed: 0 }
    const clock: LeaseClock = {
      ...systemClock,
      wall: () => systemClock.wall() + shift.wall,
      elapsed: () => systemClock.elapsed() + shift.elapsed,
    }
    await withTestServer(async (server) => {
      const fixture = await Fixture.open(server)
      checkDeletes(fixture)
      for (const index of [0, 1, 2]) await fixture.seed(index, 10_000)
      const instance = await AppInstance.open(fixture, { clock, leaseSeconds: 120 })
      const { claims, queue } = instance.engine
      const ids: string[] = []
      for (let job = 0; job < 3; job += 1) {
        const id = await claims.next(queue, 'local', 'pending')
        if (id !== null) ids.push(id)
      }
      expect(ids).toHaveLength(3)
      shift.wall = wall
      shift.elapsed = elapsed
      tally.count('jump')
      if (elapsed > 0) await processElsewhere(fixture)
      for (const id of ids) await finishAsIntended(fixture, instance.engine, id)
      const deletes = [...fixture.recorder.deleted].filter(([handle]) =>
        fixture.recorder.deliveries.has(handle),
      ).length
      // After the sleep, which outlasts the leases, another instance has deleted each message once.
      expect(deletes).toBe(3)
      await fixture.expireLeases()
      await drain(fixture, instance.engine)
      await instance.close()
      const verdict = tally.add(await checkInvariant(fixture))
      await fixture.close()
      expect(verdict).toMatchObject({ violations: [], jobs: 3, lost: 0, corrupt: 0 })
    })
    tally.write()
  },
)

/**
 * The leases expire while the computer sleeps, and another instance claims, saves and acknowledges the jobs.
 */
async function processElsewhere(fixture: Fixture): Promise<void> {
  const ledger = join(fixture.folder, 'other')
  await mkdir(ledger)
  await fixture.expireLeases()
  const other = await AppInstance.open(fixture, { ledger })
  await drain(fixture, other.engine)
  await other.close()
}
