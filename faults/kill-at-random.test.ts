import { expect, test } from 'vitest'
import { finishErrand } from './processes/recover-and-check.ts'
import { watchDeletes } from './oracle/invariant.ts'
import { killErrand } from './processes/run-and-kill.ts'
import { quickenRetries } from './app/short-retries.ts'
import { seedOf } from './schedules/seed.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const worlds = 15
const killsEach = 4
const mostSteps = 150
const sizes = [0, 10, 5_000, 300_000, 1_200_000, 17 * 1_048_576]
const seed = seedOf(2)

test(`${worlds * killsEach} kills at random steps of everything, seed ${seed}`, async () => {
  quickenRetries(seed)
  const tally = new Tally('SIGKILL at random steps of everything')
  await withJudge(async (judge) => {
    for (let number = 0; number < worlds; number += 1) {
      const world = await World.open(judge)
      watchDeletes(world)
      const files: string[] = []
      for (const [index, size] of sizes.entries()) files.push((await world.file(index, size)).path)
      const steps: (string | null)[] = []
      for (let kill = 0; kill < killsEach; kill += 1) {
        // The first run submits, the others go on.
        const errand = { kind: 'everything', files: kill === 0 ? files : [] } as const
        const diesAt = 1 + ((seed + number * 37 + kill * 61) % (kill === 0 ? mostSteps : mostSteps / 4))
        steps.push(await killErrand(world, diesAt, errand))
        await world.expireLeases()
      }
      tally.count('kill', steps.filter((step) => step !== null).length)
      const { breaches } = tally.add(await finishErrand(world))
      await world.close()
      expect({ number, steps, breaches }).toEqual({ number, steps, breaches: [] })
    }
  })
  expect(tally.row.faults).toBeGreaterThan(worlds)
  tally.write()
})
