import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { Instance } from './app/app-instance.ts'
import { judgeWorld, watchDeletes } from './oracle/invariant.ts'
import type { Judge } from './server/test-server.ts'
import { quickenRetries } from './app/short-retries.ts'
import { drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const sizes = [3_000, 500_000]
const requests = [2, 4, 6, 8, 10, 12, 15, 18, 22, 26]

test('jobs come through a server that is killed and comes back', async () => {
  quickenRetries(3)
  const tally = new Tally('server killed and restarted')
  await withJudge(async (judge) => {
    for (const request of requests) await comeThrough(judge, request, tally)
  })
  expect(tally.row.faults).toBe(requests.length)
  tally.write()
})

async function comeThrough(judge: Judge, killedAt: number, tally: Tally): Promise<void> {
  const world = await World.open(judge)
  watchDeletes(world)
  let seen = 0
  const instance = await Instance.open(world, {
    fault: () => {
      seen += 1
      if (seen === killedAt) {
        tally.count('server')
        void judge.restart()
      }
      return null
    },
  })
  for (const [index, size] of sizes.entries()) {
    const { path } = await world.file(index, size)
    world.submit(instance.engine, path, `job ${index}`, index === 0 ? 'complete' : 'save')
  }
  await instance.engine.transfers.planned()
  expect(await settleTransfers(instance.engine)).toBe(true)
  await drain(world, instance.engine)
  await judge.up
  await world.expireLeases()
  await drain(world, instance.engine)
  await instance.close()
  const { breaches } = tally.add(await judgeWorld(world))
  await world.close()
  expect({ killedAt, breaches }).toEqual({ killedAt, breaches: [] })
}
