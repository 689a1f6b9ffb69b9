import './app/small-parts.ts'
import { expect, test } from 'vitest'
import { AppInstance } from './app/app-instance.ts'
import { checkInvariant, checkDeletes } from './oracle/invariant.ts'
import type { TestServer } from './server/test-server.ts'
import { shortenRetries } from './app/short-retries.ts'
import { drain, settleTransfers } from './fixture/user-actions.ts'
import { Tally } from './oracle/tally.ts'
import { withTestServer } from './server/with-test-server.ts'
import { Fixture } from './fixture/fixture.ts'

const sizes = [3_000, 500_000]
const requests = [2, 4, 6, 8, 10, 12, 15, 18, 22, 26]

test('loses no job when the server is killed and restarted', async () => {
  shortenRetries(3)
  const tally = new Tally('server killed and restarted')
  await withTestServer(async (server) => {
    for (const request of requests) await restartDuring(server, request, tally)
  })
  expect(tally.row.faults).toBe(requests.length)
  tally.write()
})

async function restartDuring(server: TestServer, killedAt: number, tally: Tally): Promise<void> {
  const fixture = await Fixture.open(server)
  checkDeletes(fixture)
  let seen = 0
  const instance = await AppInstance.open(fixture, {
    fault: () => {
      seen += 1
      if (seen === killedAt) {
        tally.count('server')
        void server.restart()
      }
      return null
    },
  })
  for (const [index, size] of sizes.entries()) {
    const { path } = await fixture.file(index, size)
    fixture.submit(instance.engine, path, `job ${index}`, index === 0 ? 'complete' : 'save')
  }
  await instance.engine.transfers.planned()
  expect(await settleTransfers(instance.engine)).toBe(true)
  await drain(fixture, instance.engine)
  await server.up
  await fixture.expireLeases()
  await drain(fixture, instance.engine)
  await instance.close()
  const { violations } = tally.add(await checkInvariant(fixture))
  await fixture.close()
  expect({ killedAt, violations }).toEqual({ killedAt, violations: [] })
}
