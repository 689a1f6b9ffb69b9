import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { applies, faultKinds } from './proxy/fault.ts'
import type { Fault, FaultKind } from './proxy/fault.ts'
import { AppInstance } from './app/app-instance.ts'
import { checkInvariant, checkDeletes } from './oracle/invariant.ts'
import type { TestServer } from './server/test-server.ts'
import type { Operation } from './proxy/operation.ts'
import { shortenRetries } from './app/short-retries.ts'
import { drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const sizes = [0, 5_000, 90_000, 200_000, 260_000, 700_000]
/** Every third applicable request fails, so that the SDK's three attempts never all fail. */
const interval = 3
const maxFaults = 40
/**
 * Enough to use up the faults. On a busy machine some rounds claim nothing, because `drain` waits only 300
 * ms.
 */
const maxRounds = 40

test.each(faultKinds)('loses no job through “%s”', (kind) =>
  withTestServer((server) => expectNothingLost(server, kind)),
)

async function expectNothingLost(server: TestServer, kind: FaultKind): Promise<void> {
  shortenRetries(faultKinds.indexOf(kind))
  const tally = new Tally(`network: ${kind}`)
  const fixture = await Fixture.open(server)
  checkDeletes(fixture)
  const instance = await AppInstance.open(fixture, { fault: injectRegularly(kind, tally) })
  for (const [index, size] of sizes.entries()) {
    const { path } = await fixture.file(index, size)
    fixture.submit(instance.engine, path, `job ${index}`, index % 3 === 2 ? 'complete' : 'save')
  }
  await instance.engine.transfers.planned()
  expect(await settleTransfers(instance.engine)).toBe(true)
  for (let round = 0; round < maxRounds && (await remaining(fixture)) > 0; round += 1) {
    await drain(fixture, instance.engine)
    await fixture.expireLeases()
  }
  await instance.close()
  const verdict = tally.add(await checkInvariant(fixture))
  await fixture.close()
  expect(verdict).toMatchObject({ violations: [], jobs: sizes.length, lost: 0, corrupt: 0 })
  expect(verdict.saved).toBeGreaterThanOrEqual(sizes.length - 2)
  expect(tally.row.faults).toBeGreaterThan(2)
  tally.write()
}

/** Returns the number of messages in the queue, including those in flight. */
async function remaining(fixture: Fixture): Promise<number> {
  const { visible = 0, inFlight = 0 } =
    (await fixture.direct.depths({ statuses: ['pending'] }))['pending'] ?? {}
  return visible + inFlight
}

function injectRegularly(kind: FaultKind, tally: Tally): (operation: Operation) => Fault | null {
  let seen = 0
  return ({ name }) => {
    if (!applies(kind, name)) return null
    seen += 1
    if (seen % interval !== 0 || tally.row.faults >= maxFaults) return null
    tally.count(kind)
    return { kind, ms: 20, at: seen * 7_919 }
  }
}
