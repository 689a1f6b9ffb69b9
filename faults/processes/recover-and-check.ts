import { expect } from 'vitest'
import { Instance } from '../app/app-instance.ts'
import { judgeWorld } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import type { World } from '../fixture/fixture.ts'

/** Starts the app again, in this process, lets it finish what a killed one left, and judges. */
export async function finishErrand(world: World): Promise<Verdict> {
  const instance = await Instance.open(world)
  expect(await settleTransfers(instance.engine)).toBe(true)
  await drain(world, instance.engine)
  await world.expireLeases()
  await drain(world, instance.engine)
  await instance.close()
  return judgeWorld(world)
}
