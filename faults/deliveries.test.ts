import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { AppInstance } from './app/app-instance.ts'
import { checkInvariant, checkDeletes } from './oracle/invariant.ts'
import type { TestServer } from './server/test-server.ts'
import { drain } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const jobs = 12

test('loses no job through duplicate and out-of-order deliveries', () =>
  withTestServer(async (server) => {
    const tally = new Tally('duplicate and out-of-order deliveries')
    const fixture = await seeded(server)
    // These deliveries become visible again at the end of the queue, so that they are received a second time.
    fixture.recorder.redelivered = new Set([0, 2, 3, 5, 8, 9, 13, 14])
    const instance = await AppInstance.open(fixture)
    await drain(fixture, instance.engine)
    await instance.close()
    tally.count('delivery', fixture.recorder.redeliveries)
    const verdict = tally.add(await checkInvariant(fixture))
    await fixture.close()
    expect(verdict).toMatchObject({ violations: [], jobs, lost: 0, corrupt: 0 })
    expect(verdict.saved).toBeGreaterThanOrEqual(jobs)
    expect(tally.row.faults).toBe(8)
    tally.write()
  }))

test('loses no job when one of two instances on a queue is killed', () =>
  withTestServer(async (server) => {
    const tally = new Tally('two instances on one queue, one killed')
    for (const killAt of [15, 30, 45, 60]) {
      const fixture = await seeded(server)
      const ledger = join(fixture.folder, 'other')
      await mkdir(ledger)
      const [one, other] = await Promise.all([
        AppInstance.open(fixture, { killAt }),
        AppInstance.open(fixture, { ledger }),
      ])
      const work = drain(fixture, one.engine)
      await Promise.all([Promise.race([work, one.killSwitch.killed]), drain(fixture, other.engine)])
      expect(one.killSwitch.isKilled).toBe(true)
      tally.count('kill')
      await one.kill()
      const again = await AppInstance.open(fixture)
      await Promise.all([drain(fixture, again.engine), drain(fixture, other.engine)])
      await fixture.expireLeases()
      await drain(fixture, again.engine)
      await Promise.all([again.close(), other.close()])
      const verdict = tally.add(await checkInvariant(fixture))
      await one.dispose()
      await fixture.close()
      expect({ killAt, ...verdict }).toMatchObject({ killAt, violations: [], jobs, lost: 0 })
    }
    tally.write()
  }))

async function seeded(server: TestServer): Promise<Fixture> {
  const fixture = await Fixture.open(server)
  checkDeletes(fixture)
  for (let index = 0; index < jobs; index += 1) await fixture.seed(index, index * 1_000)
  return fixture
}
