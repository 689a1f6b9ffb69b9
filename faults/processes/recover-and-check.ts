import { expect } from 'vitest'
import { AppInstance } from '../app/app-instance.ts'
import { checkInvariant } from '../oracle/invariant.ts'
import type { Verdict } from '../oracle/invariant.ts'
import { drain, settleTransfers } from '../fixture/user-actions.ts'
import type { Fixture } from '../fixture/fixture.ts'

/** Restarts the app in this process, finishes the work of the killed session and checks the result. */
export async function recoverAndCheck(fixture: Fixture): Promise<Verdict> {
  const instance = await AppInstance.open(fixture)
  expect(await settleTransfers(instance.engine)).toBe(true)
  await drain(fixture, instance.engine)
  await fixture.expireLeases()
  await drain(fixture, instance.engine)
  await instance.close()
  return checkInvariant(fixture)
}
