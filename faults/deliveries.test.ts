import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Instance } from './app/app-instance.ts'
import { judgeWorld, watchDeletes } from './oracle/invariant.ts'
import type { Judge } from './server/test-server.ts'
import { drain } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const jobs = 12

test('doubled and disordered deliveries lose nothing', () =>
  withJudge(async (judge) => {
    const tally = new Tally('deliveries doubled and out of order')
    const world = await seeded(judge)
    // Each of them goes to the end of the queue again, behind what was sent later, and comes to somebody else too.
    world.recorder.repeated = new Set([0, 2, 3, 5, 8, 9, 13, 14])
    const instance = await Instance.open(world)
    await drain(world, instance.engine)
    await instance.close()
    tally.count('delivery', world.recorder.repeats)
    const verdict = tally.add(await judgeWorld(world))
    await world.close()
    expect(verdict).toMatchObject({ breaches: [], jobs, lost: 0, differing: 0 })
    expect(verdict.saved).toBeGreaterThanOrEqual(jobs)
    expect(tally.row.faults).toBe(8)
    tally.write()
  }))

test('two instances share a queue, and one of them dies', () =>
  withJudge(async (judge) => {
    const tally = new Tally('two instances on one queue, one killed')
    for (const diesAt of [15, 30, 45, 60]) {
      const world = await seeded(judge)
      const ledger = join(world.folder, 'other')
      await mkdir(ledger)
      const [one, other] = await Promise.all([
        Instance.open(world, { diesAt }),
        Instance.open(world, { ledger }),
      ])
      const work = drain(world, one.engine)
      await Promise.all([Promise.race([work, one.life.died]), drain(world, other.engine)])
      expect(one.life.dead).toBe(true)
      tally.count('kill')
      await one.kill()
      const again = await Instance.open(world)
      await Promise.all([drain(world, again.engine), drain(world, other.engine)])
      await world.expireLeases()
      await drain(world, again.engine)
      await Promise.all([again.close(), other.close()])
      const verdict = tally.add(await judgeWorld(world))
      await one.bury()
      await world.close()
      expect({ diesAt, ...verdict }).toMatchObject({ diesAt, breaches: [], jobs, lost: 0 })
    }
    tally.write()
  }))

async function seeded(judge: Judge): Promise<World> {
  const world = await World.open(judge)
  watchDeletes(world)
  for (let index = 0; index < jobs; index += 1) await world.seed(index, index * 1_000)
  return world
}
