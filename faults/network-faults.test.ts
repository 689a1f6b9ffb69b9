import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { applies, faultKinds } from './proxy/fault.ts'
import type { Fault, FaultKind } from './proxy/fault.ts'
import { Instance } from './app/app-instance.ts'
import { judgeWorld, watchDeletes } from './oracle/invariant.ts'
import type { Judge } from './server/test-server.ts'
import type { Operation } from './proxy/operation.ts'
import { quickenRetries } from './app/short-retries.ts'
import { drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withJudge } from './server/with-test-server.ts'
import { World } from './fixture/fixture.ts'

const sizes = [0, 5_000, 90_000, 200_000, 260_000, 700_000]
/** Of the requests that it can strike, a fault strikes every third: none of the SDK's three tries in a row. */
const every = 3
const mostStrikes = 40

test.each(faultKinds)('jobs come through “%s”', (kind) =>
  withJudge((judge) => expectToComeThrough(judge, kind)),
)

async function expectToComeThrough(judge: Judge, kind: FaultKind): Promise<void> {
  quickenRetries(faultKinds.indexOf(kind))
  const tally = new Tally(`network: ${kind}`)
  const world = await World.open(judge)
  watchDeletes(world)
  const instance = await Instance.open(world, { fault: struck(kind, tally) })
  for (const [index, size] of sizes.entries()) {
    const { path } = await world.file(index, size)
    world.submit(instance.engine, path, `job ${index}`, index % 3 === 2 ? 'complete' : 'save')
  }
  await instance.engine.transfers.planned()
  expect(await settleTransfers(instance.engine)).toBe(true)
  for (let round = 0; round < sizes.length && (await left(world)) > 0; round += 1) {
    await drain(world, instance.engine)
    await world.expireLeases()
  }
  await instance.close()
  const verdict = tally.add(await judgeWorld(world))
  await world.close()
  expect(verdict).toMatchObject({ breaches: [], jobs: sizes.length, lost: 0, differing: 0 })
  expect(verdict.saved).toBeGreaterThanOrEqual(sizes.length - 2)
  expect(tally.row.faults).toBeGreaterThan(2)
  tally.write()
}

/** What is in the queue, in flight included. */
async function left(world: World): Promise<number> {
  const { visible = 0, inFlight = 0 } =
    (await world.direct.depths({ statuses: ['pending'] }))['pending'] ?? {}
  return visible + inFlight
}

function struck(kind: FaultKind, tally: Tally): (operation: Operation) => Fault | null {
  let seen = 0
  return ({ name }) => {
    if (!applies(kind, name)) return null
    seen += 1
    if (seen % every !== 0 || tally.row.faults >= mostStrikes) return null
    tally.count(kind)
    return { kind, ms: 20, at: seen * 7_919 }
  }
}
