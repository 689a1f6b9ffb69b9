import { expect, test } from 'vitest'
import { recoverAndCheck } from './processes/recover-and-check.ts'
import { checkDeletes } from './oracle/invariant.ts'
import { runAndKill } from './processes/run-and-kill.ts'
import { shortenRetries } from './app/short-retries.ts'
import { seedOf } from './schedules/seed.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const rounds = 15
const killsPerRound = 4
const maxSteps = 150
const sizes = [0, 10, 5_000, 300_000, 1_200_000, 17 * 1_048_576]
const seed = seedOf(2)

test(`loses nothing in ${rounds * killsPerRound} kills at random steps, seed ${seed}`, async () => {
  shortenRetries(seed)
  const tally = new Tally('SIGKILL at random steps')
  await withTestServer(async (server) => {
    for (let number = 0; number < rounds; number += 1) {
      const fixture = await Fixture.open(server)
      checkDeletes(fixture)
      const files: string[] = []
      for (const [index, size] of sizes.entries()) files.push((await fixture.file(index, size)).path)
      const steps: (string | null)[] = []
      for (let kill = 0; kill < killsPerRound; kill += 1) {
        // Only the first run submits. The others recover.
        const scenario = { kind: 'everything', files: kill === 0 ? files : [] } as const
        const killAt = 1 + ((seed + number * 37 + kill * 61) % (kill === 0 ? maxSteps : maxSteps / 4))
        steps.push(await runAndKill(fixture, killAt, scenario))
        await fixture.expireLeases()
      }
      tally.count('kill', steps.filter((step) => step !== null).length)
      const { violations } = tally.add(await recoverAndCheck(fixture))
      await fixture.close()
      expect({ number, steps, violations }).toEqual({ number, steps, violations: [] })
    }
  })
  expect(tally.row.faults).toBeGreaterThan(rounds)
  tally.write()
})
