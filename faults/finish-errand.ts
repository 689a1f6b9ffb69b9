import { expect } from 'vitest'
import { Instance } from './instance.ts'
import { judgeWorld } from './invariant.ts'
import type { Verdict } from './invariant.ts'
import { drain, settleTransfers } from './rest.ts'
import type { World } from './world.ts'

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
