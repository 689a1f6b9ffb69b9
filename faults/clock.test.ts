import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { systemClock } from '../src/main/engine/claims/leases/lease-clock.ts'
import type { LeaseClock } from '../src/main/engine/claims/leases/lease-clock.ts'
import { Instance } from './app/app-instance.ts'
import { judgeWorld, watchDeletes } from './oracle/invariant.ts'
import { actAsMeant, drain } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const hour = 3_600_000

/** What the clocks do: a sleep moves all but the monotonic one, somebody who sets the clock the wall's alone. */
const jumps: readonly (readonly [what: string, wall: number, elapsed: number])[] = [
  ['sleeps an hour', hour, hour],
  ['is set an hour ahead', hour, 0],
  ['is set an hour back', -hour, 0],
  ['sleeps an hour and is set two back', -hour, hour],
]

test.each(jumps)(
  'a computer whose clock %s acknowledges nothing that is somebody else’s',
  async (what, wall, elapsed) => {
    const tally = new Tally(`clock: ${what}`)
    const shift = { wall: 0, elapsed: 0 }
    const clock: LeaseClock = {
      ...systemClock,
      wall: () => systemClock.wall() + shift.wall,
      elapsed: () => systemClock.elapsed() + shift.elapsed,
    }
    await withJudge(async (judge) => {
      const world = await World.open(judge)
      watchDeletes(world)
      for (const index of [0, 1, 2]) await world.seed(index, 10_000)
      const instance = await Instance.open(world, { clock, leaseSeconds: 120 })
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
      if (elapsed > 0) await othersHold(world)
      for (const id of ids) await actAsMeant(world, instance.engine, id)
      const ours = [...world.recorder.deleted].filter(([handle]) =>
        world.recorder.deliveries.has(handle),
      ).length
      // After a sleep that outlasted the leases the three belong to somebody else, who has deleted each once.
      expect(ours).toBe(3)
      await world.expireLeases()
      await drain(world, instance.engine)
      await instance.close()
      const verdict = tally.add(await judgeWorld(world))
      await world.close()
      expect(verdict).toMatchObject({ breaches: [], jobs: 3, lost: 0, differing: 0 })
    })
    tally.write()
  },
)

/** The leases run out while the computer sleeps, and another instance claims, saves and acknowledges. */
async function othersHold(world: World): Promise<void> {
  const ledger = join(world.folder, 'other')
  await mkdir(ledger)
  await world.expireLeases()
  const other = await Instance.open(world, { ledger })
  await drain(world, other.engine)
  await other.close()
}
